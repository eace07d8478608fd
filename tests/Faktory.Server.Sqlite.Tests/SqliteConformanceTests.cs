using System.Globalization;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;

namespace Faktory.Server.Sqlite.Tests;

public sealed class SqliteConformanceTests : StoreConformance, IDisposable
{
    private readonly TempFolder _folder = new();
    private int _made;

    public void Dispose() => _folder.Dispose();

    // Relaxed: what is written is the same, and hundreds of random groups need no sync each.
    private protected override IStoreFactory NewFactory() => _folder.Factory(settings => settings with
    {
        Path = _folder.File(string.Create(CultureInfo.InvariantCulture, $"{++_made}.db")),
        Durability = Durability.Relaxed,
    });
}
