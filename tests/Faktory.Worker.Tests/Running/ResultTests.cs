using System.Text.Json;
using Faktory.Protocol;

namespace Faktory.Worker.Tests.Running;

/// <summary>What a handler returns travels with the ACK of a job in a batch, where the server keeps it.</summary>
public sealed class ResultTests
{
    [Fact]
    public async Task A_members_result_goes_out_as_JSON_with_its_ACK()
    {
        await using var worker = await StartAsync();
        worker.Server.Extensions.Add(FaktoryExtensions.BatchResults);

        worker.Server.Enqueue(Member("job-0001", 3), Member("job-0002", 4));

        await SeesAsync(worker, "ACK job-0001 {\"text\":\"xxx\"}");
        await SeesAsync(worker, "ACK job-0002 {\"text\":\"xxxx\"}");
    }

    [Fact]
    public async Task A_server_that_keeps_no_results_gets_none()
    {
        await using var worker = await StartAsync();

        worker.Server.Enqueue(Member("job-0001", 3));

        await worker.Server.SeesAsync(log => log.Any(entry => Commands(entry).Contains("ACK job-0001")));
    }

    [Fact]
    public async Task A_job_outside_a_batch_hands_in_nothing()
    {
        await using var worker = await StartAsync();
        worker.Server.Extensions.Add(FaktoryExtensions.BatchResults);

        worker.Server.Enqueue(Member("job-0001", 100_000) with { Custom = null });

        await worker.Server.SeesAsync(log => log.Any(entry => Commands(entry).Contains("ACK job-0001")));
    }

    [Fact]
    public async Task A_result_of_more_than_64_KiB_fails_the_job_with_its_size()
    {
        await using var worker = await StartAsync();
        worker.Server.Extensions.Add(FaktoryExtensions.BatchResults);

        worker.Server.Enqueue(Member("job-0001", 65_536));

        await SeesAsync(worker, "FAIL job-0001 Faktory.FaktoryException The result of the handler has 65547 bytes as JSON; a server keeps at most 65536.");
    }

    private static Task<TestWorker> StartAsync() => TestWorker.StartAsync(worker: worker => worker.AddHandler<Repeater>());

    private static Job Member(string id, int length) =>
        new Job("repeat", JsonSerializer.SerializeToElement(new[] { length })) { Id = id }.WithCustom("bid", "b-1");

    private static Task SeesAsync(TestWorker worker, string text) =>
        worker.Server.SeesAsync(log => log.Any(entry => entry.Contains(text, StringComparison.Ordinal)));

    private static string[] Commands(string entry) => entry[(entry.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(" + ");

    internal sealed record Repetition(string Text);

    [JobHandler("repeat")]
    internal sealed class Repeater : IJobHandler<int, Repetition>
    {
        public Task<Repetition> HandleAsync(int args, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new Repetition(new string('x', args)));
    }
}
