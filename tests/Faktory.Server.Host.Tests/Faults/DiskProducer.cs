using System.Globalization;
using System.Net;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Faults;

/// <summary>Pushes jobs and keeps three lists: those that were accepted, refused, and never answered.</summary>
internal sealed class DiskProducer(IPEndPoint address) : IAsyncDisposable
{
    private const string Unavailable = "-ERR storage unavailable";

    private static readonly string Filler = new('x', 2000);

    private FwpClient? _client;
    private int _lastId;

    public List<string> Accepted { get; } = [];

    public List<string> Refused { get; } = [];

    public List<string> InDoubt { get; } = [];

    /// <summary>Pushes one job of about 2 KB.</summary>
    public async Task PushAsync()
    {
        _client ??= await ConnectAsync();
        var jobId = string.Create(CultureInfo.InvariantCulture, $"disk-{++_lastId:00000}");
        var reply = await CallAsync(JobText.Job(jobId, extra: $",\"custom\":{{\"filler\":\"{Filler}\"}}"));
        Assert.Contains(reply, (string[])["+OK", Unavailable, "<EOF>"]);
        (reply switch { "+OK" => Accepted, Unavailable => Refused, _ => InDoubt }).Add(jobId);
    }

    /// <summary>Pushes until a job gets into that list.</summary>
    public async Task PushUntilAsync(List<string> list)
    {
        for (var before = list.Count; list.Count == before;)
        {
            await PushAsync();
        }
    }

    /// <summary>Every job in the server's queue was accepted or in doubt, and every accepted one is there.</summary>
    /// <returns>How many of those in doubt are there.</returns>
    public async Task<int> CheckAsync()
    {
        _client ??= await ConnectAsync();
        var found = new HashSet<string>();
        for (var left = (await _client.InfoAsync()).Queue("default"); left > 0; left--)
        {
            found.Add((await _client.RunAsync()).Jid());
        }

        Assert.Equal([], Accepted.Except(found));
        Assert.Equal([], found.Except(Accepted).Except(InDoubt));
        return found.Count - Accepted.Count;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    private async Task<string> CallAsync(string job)
    {
        var reply = "<EOF>";
        try
        {
            reply = (await _client!.CallAsync("PUSH " + job)).ToString();
        }
        catch (FwpDisconnectedException)
        {
            // The same as the end of the stream.
        }

        if (reply == "<EOF>")
        {
            await _client!.DisposeAsync();
            _client = null;
        }

        return reply;
    }

    private async Task<FwpClient> ConnectAsync()
    {
        var client = await FwpClient.ConnectAsync(address);
        Assert.Equal("+OK", (await client.HelloAsync()).ToString());
        return client;
    }
}
