using System.Globalization;
using System.Text.RegularExpressions;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests;

/// <summary>What Prometheus reads from a server process.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Known_traffic_has_known_numbers()
    {
        await using var host = await HostProcess.StartReadyAsync();
        await using var client = await FwpClient.ConnectAsync(host.Commands);
        await client.HelloAsync("worker-1");
        var bid = await client.NewBatchAsync(success: JobText.Callback("callbacks"));
        await client.PushAsync(JobText.Job("member-01", bid: bid));
        await client.CommitAsync(bid);
        await client.RunAsync();
        await client.NewBatchAsync(success: JobText.Callback("callbacks"));
        await client.PushAsync(JobText.Job("dead-00001", retry: -1));
        await client.RunAndFailAsync();
        await client.PushAsync(JobText.Job("retry-0001"));
        await client.RunAndFailAsync();
        await client.PushAsync(JobText.Job("later-0001", extra: $",\"at\":\"{DateTimeOffset.UtcNow.AddHours(1):O}\""));
        await client.PushAsync(JobText.Job("running-01"));
        await client.FetchAsync();
        await client.PushAsync(JobText.Job("waiting-01"));
        await client.PushAsync(JobText.Job("waiting-02"));

        var metrics = await ReadAsync(host);

        Assert.Equal(2, metrics["faktory_server_queue_size", "queue=\"default\""]);
        Assert.Equal(1, metrics["faktory_server_queue_size", "queue=\"callbacks\""]);
        Assert.InRange(metrics["faktory_server_queue_latency_seconds", "queue=\"callbacks\""], 0.000001, 600);
        Assert.Equal([1d, 1, 1, 1], new[] { "scheduled", "retries", "dead", "working" }.Select(set => metrics["faktory_server_set_size", $"set=\"{set}\""]));
        Assert.Equal(
            [7d, 1, 4, 1, 2, 1, 1, 0, 0],
            new[] { "pushed", "fired", "fetched", "acked", "failed", "retried", "dead", "expired", "returned" }
                .Select(outcome => metrics["faktory_server_jobs_total", $"outcome=\"{outcome}\""]));
        Assert.Equal([2d, 0], new[] { "open", "finished" }.Select(state => metrics["faktory_server_batch_count", $"state=\"{state}\""]));
        Assert.Equal(0, metrics["faktory_server_batch_stalled"]);
        Assert.Equal(
            [7d, 4, 1, 2, 2, 1, 1],
            new[] { "PUSH", "FETCH", "ACK", "FAIL", "BATCH NEW", "BATCH COMMIT", "HELLO" }
                .Select(verb => metrics["faktory_server_command_duration_seconds_count", $"command=\"{verb}\""]));
        Assert.InRange(metrics["faktory_server_commit_duration_seconds_count"], 16, 17);
        Assert.Equal(metrics["faktory_server_commit_duration_seconds_count"], metrics["faktory_server_commit_size_count"]);
        Assert.InRange(metrics["faktory_server_store_log_size_bytes"], 1, 100_000_000);
        Assert.Equal([1d, 1, 1], [metrics["faktory_server_connection_count"], metrics["faktory_server_workers"], metrics["faktory_server_ready"]]);
        Assert.Equal([0d, 0], [metrics["faktory_server_store_outages_total"], metrics["faktory_server_memory_full"]]);
        Assert.InRange(metrics["faktory_server_memory_used_bytes"], 1, metrics["faktory_server_memory_limit_bytes"]);
    }

    [Fact]
    public async Task Refused_connections_are_counted_by_their_reason()
    {
        await using var host = await HostProcess.StartReadyAsync(
            null, [("FAKTORY_PASSWORD", "secret"), ("Faktory__Server__MaxConnections", "1")]);
        await using var first = await FwpClient.ConnectAsync(host.Commands);
        await first.HelloAsync(password: "secret");
        await using var second = await FwpClient.ConnectAsync(host.Commands);
        await second.HelloAsync(password: "secret");
        Assert.Contains("too many connections", (await second.ReadAsync()).Text, StringComparison.Ordinal);
        await using var stranger = await FwpClient.ConnectAsync(host.Commands);
        Assert.Contains("Invalid password", (await stranger.HelloAsync(password: "guess")).Text, StringComparison.Ordinal);

        var metrics = await ReadAsync(host);

        Assert.Equal(1, metrics["faktory_server_connection_refused_total", "reason=\"limit\""]);
        Assert.Equal(1, metrics["faktory_server_connection_refused_total", "reason=\"password\""]);
    }

    private static async Task<Page> ReadAsync(HostProcess host)
    {
        using var http = new HttpClient { BaseAddress = host.Web };
        return new Page(await http.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private sealed class Page(string text)
    {
        /// <summary>The value of the one line with this name that contains the label.</summary>
        public double this[string name, string label = ""]
        {
            get
            {
                var values = Line().Matches(text)
                    .Where(line => line.Groups["name"].Value == name && line.Groups["labels"].Value.Contains(label, StringComparison.Ordinal))
                    .Select(line => line.Groups["value"].Value).ToList();
                Assert.True(values.Count == 1, $"{name} {label} is there {values.Count} times in:\n{text}");
                return double.Parse(values[0], CultureInfo.InvariantCulture);
            }
        }
    }

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{(?<labels>.*)\})? (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
