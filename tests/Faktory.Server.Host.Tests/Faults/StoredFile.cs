using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Faults;

/// <summary>The data file of a server that was stopped in order with some jobs in it.</summary>
public sealed class StoredFile : IAsyncLifetime
{
    private const int Jobs = 200;

    public byte[] Bytes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        using var folder = new DataFolder();
        await using var server = await KillableServer.StartAsync(folder.Path);
        await using var client = await FwpClient.ConnectAsync(server.Address);
        await client.HelloAsync();
        await client.PushManyAsync(Enumerable.Range(0, Jobs).Select(i => JobText.Job($"stored-{i:0000}")));
        Assert.Equal(0, await server.TerminateAsync());
        Bytes = await File.ReadAllBytesAsync(Path.Combine(folder.Path, "faktory.db"), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
