using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

public sealed class MemoryStoreTests : StoreConformance
{
    private protected override IStoreFactory NewFactory() => new MemoryStoreFactory();
}
