using System.Diagnostics;
using System.Globalization;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>
/// Lesson 14 at full size, with a server in a process of its own, its real memory and its real files. Runs only when
/// FAKTORY_MEMBERS says how many members the batch is to have: FAKTORY_MEMBERS=1000000.
/// </summary>
public sealed class MillionTests(ITestOutputHelper output)
{
    private const int Chunk = 1000;
    private const int Connections = 4;
    private const int InFlight = 200;
    private const int Megabyte = 1024 * 1024;

    private static readonly int Members = int.TryParse(Environment.GetEnvironmentVariable("FAKTORY_MEMBERS"), CultureInfo.InvariantCulture, out var members) ? members : 0;

    private readonly Stopwatch _watch = new();

    [Fact]
    public async Task Lesson_14_A_batch_of_a_million_members_stays_within_its_memory_and_leaves_nothing_behind()
    {
        Assert.SkipWhen(Members == 0, "It takes minutes; set FAKTORY_MEMBERS=1000000 to run it.");
        using var folder = new DataFolder();
        await using var first = await StartAsync(folder.Path);
        var atStart = Memory(first);
        Report(first, folder, "started");
        await using var producer = await ConnectAsync(first);
        var bid = await producer.NewBatchAsync(success: JobText.Callback("success"));
        await PushAsync(producer, bid, "a", Members);
        await producer.CommitAsync(bid);
        var peak = Memory(first);
        Report(first, folder, $"pushed {Members}");
        first.Signal("TERM");
        await first.ExitAsync();

        _watch.Restart();
        await using var server = await StartAsync(folder.Path);
        var load = _watch.Elapsed;
        peak = Math.Max(peak, Memory(server));
        Report(server, folder, "loaded again");
        await using var client = await ConnectAsync(server);
        _watch.Restart();
        await client.StatusAsync(bid);
        output.WriteLine($"STATUS takes {_watch.Elapsed.TotalMilliseconds:0.0} ms.");
        _watch.Restart();
        var processing = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ProcessAsync(server)));
        while (!processing.IsCompleted)
        {
            await Task.WhenAny(processing, Task.Delay(500, TestContext.Current.CancellationToken));
            peak = Math.Max(peak, Memory(server));
        }

        await processing;
        Report(server, folder, $"processed {Members}");
        Assert.Equal(0, (await client.StatusAsync(bid)).Pending);
        await client.RunAsync("success");
        await Eventually.GetAsync(() => client.CallAsync("BATCH STATUS " + bid), reply => reply.Kind == FwpReplyKind.Error, "the end of the batch");
        _watch.Restart();
        await Eventually.GetAsync(() => Task.FromResult(Memory(server)), now => now < atStart + 150 || _watch.Elapsed > TimeSpan.FromSeconds(50), "the memory to come back");
        var atEnd = Memory(server);
        var size = Size(folder, "faktory.db");
        Report(server, folder, "finished and expired");
        await PushAsync(client, null, "b", Members / 10);
        Report(server, folder, $"pushed {Members / 10} more");

        output.WriteLine($"Peak {peak} MB, start {atStart} MB, end {atEnd} MB, load {load.TotalSeconds:0.0} s.");
        Assert.True(peak < 750, $"The peak was {peak} MB.");
        Assert.True(atEnd < atStart + 150, $"{atStart} MB at the start, {atEnd} MB at the end.");
        Assert.True(load < TimeSpan.FromSeconds(15), $"Loading took {load}.");
        Assert.True(Size(folder, "faktory.db") <= size + Megabyte, "The file grew although most of it was free.");
    }

    private static Task<HostProcess> StartAsync(string folder) =>
        HostProcess.StartReadyAsync(Directory.CreateTempSubdirectory("faktory-host-").FullName, [("Faktory__Server__FinishedBatchRetention", "00:00:02")], "-d", folder);

    private static async Task<FwpClient> ConnectAsync(HostProcess server)
    {
        var client = await FwpClient.ConnectAsync(server.Commands);
        Assert.Equal("+OK", (await client.CallAsync("""HELLO {"v":2}""")).ToString());
        return client;
    }

    private async Task PushAsync(FwpClient client, string? bid, string prefix, int count)
    {
        _watch.Restart();
        var argument = new string('x', 150);
        for (var from = 0; from < count; from += Chunk)
        {
            var jobs = Enumerable.Range(from, Chunk).Select(number => string.Create(CultureInfo.InvariantCulture,
                $"{{\"jid\":\"{prefix}-member-{number:00000000}\",\"jobtype\":\"member\",\"args\":[\"{argument}\"],\"created_at\":\"2026-01-01T00:00:00Z\"{(bid is null ? "" : $",\"custom\":{{\"bid\":\"{bid}\"}}")}}}"));
            Assert.Equal("{}", (await client.CallAsync($"PUSHB [{string.Join(',', jobs)}]")).Text);
        }
    }

    /// <summary>Runs jobs until there are none, many commands in one write.</summary>
    private static async Task ProcessAsync(HostProcess server)
    {
        await using var client = await ConnectAsync(server);
        var fetches = string.Concat(Enumerable.Repeat("FETCH default\r\n", InFlight));
        var jobs = new List<string>();
        do
        {
            jobs.Clear();
            await client.SendRawAsync(fetches);
            for (var reply = 0; reply < InFlight; reply++)
            {
                if (await client.ReadAsync() is { Kind: FwpReplyKind.Bulk } job)
                {
                    // {"jid":"…", and what comes after it does not matter here.
                    jobs.Add(job.Text.Split('"', 5)[3]);
                }
            }

            await client.SendRawAsync(string.Concat(jobs.Select(jid => $"ACK {{\"jid\":\"{jid}\"}}\r\n")));
            for (var reply = 0; reply < jobs.Count; reply++)
            {
                Assert.Equal("+OK", (await client.ReadAsync()).ToString());
            }
        }
        while (jobs.Count > 0);
    }

    private void Report(HostProcess server, DataFolder folder, string what) => output.WriteLine(
        $"{what} in {_watch.Elapsed.TotalSeconds:0.0} s: {Memory(server)} MB of memory, file {Size(folder, "faktory.db") / Megabyte} MB, log {Size(folder, "faktory.db-wal") / Megabyte} MB.");

    private static long Size(DataFolder folder, string file)
    {
        var info = new FileInfo(Path.Combine(folder.Path, file));
        return info.Exists ? info.Length : 0;
    }

    /// <summary>Resident memory in megabytes.</summary>
    private static long Memory(HostProcess server)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        return process.WorkingSet64 / Megabyte;
    }
}
