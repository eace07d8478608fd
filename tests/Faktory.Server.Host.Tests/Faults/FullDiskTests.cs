using System.Diagnostics;
using System.Net;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Faults;

/// <summary>The stand-alone server as a process whose disk takes no more.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_whose_disk_is_full_refuses_commands_and_goes_on_when_there_is_room_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs prlimit of Linux.");
        var watch = Stopwatch.StartNew();
        using var folder = new DataFolder();
        await using var server = await KillableServer.StartAsync(folder.Path);
        await using var producer = new DiskProducer(server.Address);
        await producer.PushUntilAsync(producer.Accepted);
        var before = await ReadinessAsync(server);

        await server.LimitFilesAsync(1);
        await producer.PushUntilAsync(producer.InDoubt);
        await producer.PushUntilAsync(producer.Refused);
        var during = await ReadinessAsync(server);
        await server.LimitFilesAsync(null);
        await producer.PushUntilAsync(producer.Accepted);
        var after = await ReadinessAsync(server);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK], [before.Status, during.Status, after.Status]);
        Assert.Contains(Path.Combine(folder.Path, "faktory.db"), during.Text, StringComparison.Ordinal);
        await FinishAsync(producer, "a full disk", watch);
    }

    [Fact]
    public async Task A_server_whose_disk_fills_up_again_and_again_never_lies()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs prlimit of Linux.");
        var watch = Stopwatch.StartNew();
        using var folder = new DataFolder();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var server = await KillableServer.StartAsync(folder.Path);
        await using var producer = new DiskProducer(server.Address);
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                await producer.PushUntilAsync(producer.Accepted);
            }

            await server.LimitFilesAsync(LargestFile(folder) + random.Next(0, 40_000));
            await producer.PushUntilAsync(producer.InDoubt);
            for (var i = 0; i < 5; i++)
            {
                await producer.PushAsync();
            }

            await server.LimitFilesAsync(null);
        }

        await producer.PushUntilAsync(producer.Accepted);
        await FinishAsync(producer, $"seed {seed}, a disk that fills up 10 times", watch);
    }

    [Fact]
    public async Task A_server_whose_disk_stays_full_ends_with_a_message_that_names_the_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs prlimit of Linux.");
        using var folder = new DataFolder();
        await using var server = await KillableServer.StartAsync(folder.Path, ("Faktory__Server__RecoveryTimeout", "00:00:04"));
        await using var producer = new DiskProducer(server.Address);
        await producer.PushUntilAsync(producer.Accepted);

        await server.LimitFilesAsync(1);
        await producer.PushUntilAsync(producer.InDoubt);
        var code = await server.ExitAsync();

        Assert.Equal(1, code);
        Assert.Contains($"The store {Path.Combine(folder.Path, "faktory.db")} did not work again", server.Log, StringComparison.Ordinal);
        Assert.Contains("check the disk", server.Log, StringComparison.Ordinal);
        await using var next = await KillableServer.StartAsync(folder.Path);
        await using var reader = new DiskProducer(next.Address);
        reader.Accepted.AddRange(producer.Accepted);
        reader.InDoubt.AddRange(producer.InDoubt);
        await reader.CheckAsync();
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadinessAsync(KillableServer server)
    {
        using var http = new HttpClient { BaseAddress = server.Web };
        using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static long LargestFile(DataFolder folder) => new DirectoryInfo(folder.Path).GetFiles().Max(file => file.Length);

    private static async Task FinishAsync(DiskProducer producer, string what, Stopwatch watch)
    {
        var applied = await producer.CheckAsync();
        var figures = $"{what}: {producer.Accepted.Count} jobs accepted, {producer.Refused.Count} refused, {producer.InDoubt.Count} unanswered "
            + $"({applied} of them are there) in {watch.Elapsed.TotalSeconds:0.0} s; lost: 0";
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        Console.WriteLine(figures);
    }
}
