using System.Diagnostics;
using System.Globalization;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>
/// Lesson 14 with a server in a process of its own, its real memory and its real files. At full size it takes minutes, so that runs only
/// when it is asked for: <c>dotnet run -c Release --project tests/Faktory.Server.Host.Tests -- --explicit only --filter-class *MillionTests --show-live-output on</c>.
/// FAKTORY_MEMBERS changes how many members the batches have.
/// </summary>
public sealed class MillionTests(ITestOutputHelper output)
{
    private const int Chunk = 1000;
    private const int Connections = 4;
    private const int InFlight = 200;
    private const int Megabyte = 1024 * 1024;

    /// <summary>What a server that has worked needs beside its jobs: compiled code, buffers, the garbage of a moment.</summary>
    private const int WorkingMegabytes = 150;

    /// <summary>A member of 300 bytes with all that belongs to it, in a heap that is never quite dense.</summary>
    private const int BytesPerMember = 550;

    private static readonly int Million = int.TryParse(Environment.GetEnvironmentVariable("FAKTORY_MEMBERS"), CultureInfo.InvariantCulture, out var members) ? members : 1_000_000;

    private readonly Stopwatch _watch = new();

    private long _peak;

    [Fact(Explicit = true)]
    public Task Lesson_14_A_batch_of_a_million_members_stays_within_its_memory_and_leaves_nothing_behind() =>
        RunAsync(Million, _ => 750);

    [Fact]
    public Task Lesson_14_A_batch_of_a_hundred_thousand_members_needs_its_share_of_that_memory() =>
        RunAsync(100_000, atStart => atStart + WorkingMegabytes + (100_000L * BytesPerMember / Megabyte));

    private async Task RunAsync(int members, Func<long, long> allowed)
    {
        using var folder = new DataFolder();
        var first = await StartAsync(folder.Path);
        var atStart = Memory(first);
        Report(first, folder, "started");
        var bid = await FillAsync(first, "first", members);
        Report(first, folder, $"pushed {members}");
        var log = Size(folder, "faktory.db-wal");
        first.Signal("TERM");
        await first.ExitAsync();
        await first.DisposeAsync();

        _watch.Restart();
        await using var server = await StartAsync(folder.Path);
        var (load, loadProcessor) = (_watch.Elapsed, ProcessorTime(server));
        Report(server, folder, "loaded again");
        await EmptyAsync(server, bid);
        Report(server, folder, $"processed {members}");
        log = Math.Max(log, Size(folder, "faktory.db-wal"));
        var atEnd = await ExpireAsync(server, bid, atStart);
        var size = Size(folder, "faktory.db");
        Report(server, folder, "finished and expired");

        bid = await FillAsync(server, "second", members);
        Report(server, folder, $"pushed {members} others");
        await EmptyAsync(server, bid);
        Report(server, folder, $"processed {members} others");
        var atSecondEnd = await ExpireAsync(server, bid, atStart);
        Report(server, folder, "finished and expired again");

        output.WriteLine($"Peak {_peak} MB, start {atStart} MB, end {atEnd} and {atSecondEnd} MB, load {load.TotalSeconds:0.0} s ({loadProcessor.TotalSeconds:0.0} s of processor time), file {size / Megabyte} and {Size(folder, "faktory.db") / Megabyte} MB.");
        Assert.True(_peak < allowed(atStart), $"The peak was {_peak} MB, {atStart} MB at the start.");
        Assert.True(Math.Max(atEnd, atSecondEnd) < atStart + 150, $"{atStart} MB at the start, {atEnd} and {atSecondEnd} MB at the end.");
        // Whoever else uses the machine must not fail it: what it took of the processor is its own.
        Assert.True(loadProcessor < TimeSpan.FromSeconds(15), $"Loading took {loadProcessor} of the processor, {load} in all.");
        Assert.True(Math.Max(log, Size(folder, "faktory.db-wal")) < 64 * Megabyte, $"The log had {log / Megabyte} MB.");
        Assert.True(Size(folder, "faktory.db") <= size * 11 / 10, "The second batch made the file grow although the first had left it free.");
    }

    private async Task<string> FillAsync(HostProcess server, string name, int members)
    {
        await using var producer = await ConnectAsync(server);
        var bid = await producer.NewBatchAsync(success: JobText.Callback("success"));
        await PushAsync(server, producer, bid, name, members);
        await producer.CommitAsync(bid);
        return bid;
    }

    private async Task EmptyAsync(HostProcess server, string bid)
    {
        await using var client = await ConnectAsync(server);
        _watch.Restart();
        await client.StatusAsync(bid);
        output.WriteLine($"STATUS takes {_watch.Elapsed.TotalMilliseconds:0.0} ms.");
        _watch.Restart();
        var processing = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ProcessAsync(server)));
        while (!processing.IsCompleted)
        {
            await Task.WhenAny(processing, Task.Delay(200, TestContext.Current.CancellationToken));
            Memory(server);
        }

        await processing;
        Assert.Equal(0, (await client.StatusAsync(bid)).Pending);
    }

    /// <summary>Ends the batch and waits for its memory to come back.</summary>
    /// <returns>What the server still has.</returns>
    private async Task<long> ExpireAsync(HostProcess server, string bid, long atStart)
    {
        await using var client = await ConnectAsync(server);
        _watch.Restart();
        await client.RunAsync("success");
        await Eventually.GetAsync(() => client.CallAsync("BATCH STATUS " + bid), reply => reply.Kind == FwpReplyKind.Error, "the end of the batch");
        return await Eventually.GetAsync(() => Task.FromResult(Memory(server)), now => now < atStart + 150 || _watch.Elapsed > TimeSpan.FromSeconds(50), "the memory to come back");
    }

    private static Task<HostProcess> StartAsync(string folder) =>
        HostProcess.StartReadyAsync(Directory.CreateTempSubdirectory("faktory-host-").FullName, [("Faktory__Server__FinishedBatchRetention", "00:00:02")], "-d", folder);

    private static async Task<FwpClient> ConnectAsync(HostProcess server)
    {
        var client = await FwpClient.ConnectAsync(server.Commands);
        Assert.Equal("+OK", (await client.CallAsync("""HELLO {"v":2}""")).ToString());
        return client;
    }

    private async Task PushAsync(HostProcess server, FwpClient client, string bid, string prefix, int members)
    {
        _watch.Restart();
        var argument = new string('x', 150);
        for (var from = 0; from < members; from += Chunk)
        {
            var jobs = Enumerable.Range(from, Chunk).Select(number => string.Create(CultureInfo.InvariantCulture,
                $"{{\"jid\":\"{prefix}-member-{number:00000000}\",\"jobtype\":\"member\",\"args\":[\"{argument}\"],\"created_at\":\"2026-01-01T00:00:00Z\",\"custom\":{{\"bid\":\"{bid}\"}}}}"));
            Assert.Equal("{}", (await client.CallAsync($"PUSHB [{string.Join(',', jobs)}]")).Text);
            Memory(server);
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

    private static TimeSpan ProcessorTime(HostProcess server)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        return process.TotalProcessorTime;
    }

    /// <summary>Resident memory in megabytes; the peak is kept.</summary>
    private long Memory(HostProcess server)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        _peak = Math.Max(_peak, process.WorkingSet64 / Megabyte);
        return process.WorkingSet64 / Megabyte;
    }
}
