using System.Collections.Concurrent;
using System.Net;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Backup;

/// <summary>Clients that push and clients that fetch and acknowledge, until told to stop, and what they were answered.</summary>
internal sealed class PushAndAckLoad : IAsyncDisposable
{
    private const int Producers = 4;

    private readonly ConcurrentDictionary<string, byte> _accepted = new();
    private readonly ConcurrentDictionary<string, byte> _taken = new();
    private readonly ConcurrentDictionary<string, byte> _acknowledged = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _clients;
    private volatile bool _isStopping;
    private int _target = int.MaxValue;

    public PushAndAckLoad(IPEndPoint address) => _clients =
    [
        .. Enumerable.Range(0, Producers).Select(number => Task.Run(() => PushAsync(address, number))),
        Task.Run(() => WorkAsync(address)),
    ];

    /// <summary>Jobs that a worker was handed.</summary>
    public ICollection<string> Taken => _taken.Keys;

    /// <summary>What was answered by now.</summary>
    public (HashSet<string> Accepted, HashSet<string> Acknowledged) Snapshot() => ([.. _accepted.Keys], [.. _acknowledged.Keys]);

    /// <summary>Completes when so many jobs are accepted, and one at least acknowledged.</summary>
    public async Task AnsweredAsync(int jobs)
    {
        Volatile.Write(ref _target, jobs);
        await Task.WhenAny([_reached.Task, .. _clients]);
        Assert.True(_reached.Task.IsCompleted, "A client of the load ended.");
    }

    public async Task StopAsync()
    {
        _isStopping = true;
        await Task.WhenAll(_clients);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task PushAsync(IPEndPoint address, int number)
    {
        await using var client = await ConnectAsync(address);
        for (var job = 0; !_isStopping; job++)
        {
            var jobId = $"job-{number}-{job:00000}";
            await client.PushAsync(JobText.Job(jobId));
            _accepted[jobId] = 0;
            if (_accepted.Count >= Volatile.Read(ref _target) && !_acknowledged.IsEmpty)
            {
                _reached.TrySetResult();
            }
        }
    }

    private async Task WorkAsync(IPEndPoint address)
    {
        await using var client = await ConnectAsync(address);
        while (!_isStopping)
        {
            var reply = await client.CallAsync("FETCH default");
            if (reply.Kind == FwpReplyKind.Bulk)
            {
                var jobId = FwpCommands.Json(reply.Text).Jid();
                _taken[jobId] = 0;
                await client.AckAsync(jobId);
                _acknowledged[jobId] = 0;
            }
        }
    }

    private static async Task<FwpClient> ConnectAsync(IPEndPoint address)
    {
        var client = await FwpClient.ConnectAsync(address);
        await client.HelloAsync();
        return client;
    }
}
