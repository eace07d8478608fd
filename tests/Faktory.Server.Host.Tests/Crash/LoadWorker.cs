using System.Globalization;
using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>
/// Fetches jobs and acknowledges most of them; some fail up to twice, a few are forgotten when they come for the first
/// time. A job in hand outlives the server: it is settled with the next one.
/// </summary>
internal sealed class LoadWorker(Ledger ledger, int number, int seed) : Actor(ledger)
{
    private const int MostFailures = 2;

    private readonly Random _random = new(seed);
    private volatile bool _isFinishing;

    /// <summary>A worker that vanishes and never comes back under its old name, so that what it was sent but never saw is given back.</summary>
    public override string? Wid(int round) => string.Create(CultureInfo.InvariantCulture, $"worker-{number}-{round}");

    public void Finish() => _isFinishing = true;

    protected override async Task WorkAsync(FwpClient client)
    {
        while (!_isFinishing)
        {
            var job = await FetchAsync(client);
            if (job is { } present && Decide(present) is { } command)
            {
                await SettleAsync(client, present.Jid(), command);
            }
        }
    }

    private async Task<JsonElement?> FetchAsync(FwpClient client)
    {
        var reply = await client.CallAsync("FETCH callbacks default");
        switch (reply.Kind)
        {
            case FwpReplyKind.Bulk:
                return FwpCommands.Json(reply.Text);
            case FwpReplyKind.Null:
                return null;
            case FwpReplyKind.End:
            case FwpReplyKind.Error when reply.Text == ShuttingDown:
                throw new FwpDisconnectedException("FETCH");
            default:
                Ledger.Break($"FETCH was answered {reply}");
                return null;
        }
    }

    private string? Decide(JsonElement job)
    {
        var isNew = Ledger.IsNew(job.Jid());
        Ledger.OnFetched(job);
        if (isNew && job.TryGetProperty("reserve_for", out _) && _random.Next(4) == 0)
        {
            return null;
        }

        var failures = job.TryGetProperty("failure", out var failure) ? failure.GetProperty("retry_count").GetInt32() + 1 : 0;
        return failures < MostFailures && _random.Next(7) == 0 ? "FAIL" : "ACK";
    }

    private Task SettleAsync(FwpClient client, string jobId, string command) =>
        SendAsync(client, $$"""{{command}} {"jid":"{{jobId}}"}""", reply => OnSettled(jobId, command, reply));

    private void OnSettled(string jobId, string command, FwpReply reply)
    {
        if (command == "ACK" && reply.ToString() == "+OK")
        {
            Ledger.OnAcknowledged(jobId);
        }
        else if (command == "FAIL" && (reply.ToString() == "+OK" || reply.Text == $"ERR Job not found {jobId}"))
        {
            // Not found: the first FAIL had taken effect, and only its answer was lost.
            Ledger.OnFailed(jobId);
        }
        else
        {
            Ledger.Break($"{command} {jobId} was answered {reply}");
        }
    }
}
