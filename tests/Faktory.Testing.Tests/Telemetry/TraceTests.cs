using System.Diagnostics;
using System.Text.Json;

namespace Faktory.Testing.Tests.Telemetry;

[Collection(nameof(AloneInTheProcess))]
public sealed class TraceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_is_one_trace_from_its_producer_through_every_stage_and_callback()
    {
        await using var host = await ObservedHost.StartAsync(traced: true);

        var bid = await StartChainAsync(host.Client);
        await host.Seen.RanAsync("finished");
        var spans = await host.SpansAsync();

        var chain = new Chain(spans);
        var root = chain.Only("create_batch", parent: null);
        var reserved = chain.Job("reserved");
        var stage2 = chain.Only("create_batch", parent: reserved);
        var charged = chain.Job("charged");
        var shipping = chain.Only("push mail", parent: charged);
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
        Assert.All(chain.Jobs("reserve", times: 3), job => Assert.Equal(root.SpanId, job.ParentSpanId));
        Assert.Equal(root.SpanId, reserved.ParentSpanId);
        Assert.Equal(stage2.SpanId, chain.Job("charge").ParentSpanId);
        Assert.Equal(stage2.SpanId, charged.ParentSpanId);
        Assert.All(chain.Jobs("ship", times: 2), job => Assert.Equal(shipping.SpanId, job.ParentSpanId));
        Assert.Equal(root.SpanId, chain.Job("finished").ParentSpanId);
        Assert.Equal(13, spans.Count);
        Assert.Equal(bid, root.GetTagItem("faktory.batch.id"));
        Assert.Equal("success", charged.GetTagItem("faktory.batch.callback"));
        Assert.Empty(spans.SelectMany(span => span.Links));
    }

    [Fact]
    public async Task A_push_and_its_execution_say_what_the_conventions_ask_for()
    {
        await using var host = await ObservedHost.StartAsync(traced: true);

        var pushed = await host.Client.PushAsync(Job.For<Ship>("a"), Cancel);
        await host.Seen.RanAsync("ship");
        var spans = await host.SpansAsync();

        var push = Assert.Single(spans, span => span.Kind == ActivityKind.Producer);
        var process = Assert.Single(spans, span => span.Kind == ActivityKind.Consumer);
        Assert.Equal(("push mail", "process mail"), (push.DisplayName, process.DisplayName));
        Assert.Equal(("push", "send"), (push.GetTagItem("messaging.operation.name"), push.GetTagItem("messaging.operation.type")));
        Assert.Equal(("process", "process"), (process.GetTagItem("messaging.operation.name"), process.GetTagItem("messaging.operation.type")));
        Assert.All(spans, span =>
        {
            Assert.Equal("faktory", span.GetTagItem("messaging.system"));
            Assert.Equal("mail", span.GetTagItem("messaging.destination.name"));
            Assert.Equal(pushed.JobId, span.GetTagItem("messaging.message.id"));
        });
        Assert.Equal(("ship", 1, "done"), (process.GetTagItem("faktory.job.type"), process.GetTagItem("faktory.job.attempt"), process.GetTagItem("faktory.job.outcome")));
        Assert.Equal(ActivityStatusCode.Unset, process.Status);
    }

    [Fact]
    public async Task A_failed_job_is_a_failed_span()
    {
        await using var host = await ObservedHost.StartAsync(traced: true);

        await host.Client.PushAsync(Job.For<Failing>() with { Retry = 0 }, Cancel);
        await host.Seen.RanAsync("failing");
        var process = Assert.Single(await host.SpansAsync(), span => span.Kind == ActivityKind.Consumer);

        Assert.Equal((ActivityStatusCode.Error, "no stock"), (process.Status, process.StatusDescription));
        Assert.Equal(typeof(InvalidOperationException).FullName, process.GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_job_that_is_passed_on_keeps_its_creator_and_the_push_links_to_it()
    {
        await using var host = await ObservedHost.StartAsync(traced: true);

        await host.Client.PushAsync(Job.For<Forward>(), Cancel);
        await host.Seen.RanAsync("finished");
        var spans = await host.SpansAsync();

        var first = Assert.Single(spans, span => span.Kind == ActivityKind.Producer && span.ParentSpanId == default);
        var second = Assert.Single(spans, span => span.Kind == ActivityKind.Producer && span.ParentSpanId != default);
        Assert.Equal(first.Context.SpanId, Assert.Single(second.Links).Context.SpanId);
        Assert.Equal(first.SpanId, new Chain(spans).Job("finished").ParentSpanId);
    }

    [Fact]
    public async Task Without_a_listener_and_an_activity_nothing_is_added_to_a_job()
    {
        await using var host = await ObservedHost.StartAsync();

        await StartChainAsync(host.Client);

        Assert.DoesNotContain("trace", (await host.Seen.RanAsync("reserve")).Job.Custom.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("trace", (await host.Seen.RanAsync("finished")).Job.Custom.ToString(), StringComparison.Ordinal);
        await host.Client.PushAsync(Job.For<Failing>() with { Retry = 0 }, Cancel);
        Assert.Null((await host.Seen.RanAsync("failing")).Job.Custom);
    }

    [Fact]
    public async Task An_activity_that_is_current_is_carried_along_even_if_nobody_listens_to_the_client()
    {
        await using var host = await ObservedHost.StartAsync();
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.TraceStateString = "vendor=1";
        request.Start();

        await host.Client.PushAsync(Job.For<Failing>() with { Retry = 0 }, Cancel);

        var job = (await host.Seen.RanAsync("failing")).Job;
        Assert.Equal((request.Id, "vendor=1"), (job.GetCustom<string>("traceparent"), job.GetCustom<string>("tracestate")));
    }

    [Fact]
    public async Task What_was_current_when_the_host_started_is_not_what_jobs_belong_to()
    {
        using var startup = new Activity("startup").SetIdFormat(ActivityIdFormat.W3C).Start();
        await using var host = await ObservedHost.StartAsync(traced: true);
        Activity.Current = null;

        await host.Client.PushAsync(new Job("ship", JsonSerializer.SerializeToElement(new[] { "a" })) { Queue = "mail" }.WithCustom("traceparent", "broken"), Cancel);
        await host.Seen.RanAsync("ship");

        var process = Assert.Single(await host.SpansAsync(), span => span.Kind == ActivityKind.Consumer);
        Assert.Equal(default, process.ParentSpanId);
        Assert.NotEqual(startup.TraceId, process.TraceId);
    }

    [Fact]
    public async Task The_trace_changes_neither_derived_job_ids_nor_what_makes_a_job_unique()
    {
        await using var host = await ObservedHost.StartAsync(traced: true);
        var later = Job.For<Reserve>(1) with { At = DateTimeOffset.UtcNow.AddHours(1), UniqueFor = TimeSpan.FromHours(2) };

        var first = await BeginKeyedAsync(host.Client);
        var second = await BeginKeyedAsync(host.Client);
        var (unique, repeated) = (await host.Client.PushAsync(later with { Id = "unique-01" }, Cancel), await host.Client.PushAsync(later with { Id = "unique-02" }, Cancel));

        Assert.Equal((2, 2), (first.Total, second.Total));
        Assert.Equal((false, true), (unique.IsDuplicate, repeated.IsDuplicate));
        Assert.True((await host.SpansAsync()).Where(span => span.ParentSpanId == default).Select(span => span.TraceId).Distinct().Count() >= 4);
    }

    private static async Task<BatchStatus> BeginKeyedAsync(IFaktoryClient client)
    {
        var at = DateTimeOffset.UtcNow.AddHours(1);
        await using var batch = await client.BeginBatchAsync(new Batch("keyed") { Key = "keyed", Success = Job.For<Finished>(1) }, Cancel);
        await batch.PushManyAsync([Job.For<Reserve>(1) with { At = at }, Job.For<Reserve>(2) with { At = at }], Cancel);
        return (await client.GetBatchStatusAsync(batch.Id, Cancel))!;
    }

    private static Task<string> StartChainAsync(IFaktoryClient client) => client.StartBatchAsync(
        new Batch("order 42")
        {
            Success = Job.For<Finished>(42),
            Children = [new Batch("1 reserve") { Jobs = [Job.For<Reserve>(1), Job.For<Reserve>(2), Job.For<Reserve>(3)], Success = Job.For<Reserved>(42) }],
        },
        Cancel);

    private sealed class Chain(IReadOnlyList<Activity> spans)
    {
        public Activity Only(string name, Activity? parent) =>
            Assert.Single(spans, span => span.DisplayName.StartsWith(name, StringComparison.Ordinal) && span.Kind == ActivityKind.Producer && span.ParentSpanId == (parent?.SpanId ?? default));

        public Activity Job(string type) => Jobs(type, times: 1)[0];

        public List<Activity> Jobs(string type, int times)
        {
            var jobs = spans.Where(span => span.Kind == ActivityKind.Consumer && Equals(span.GetTagItem("faktory.job.type"), type)).ToList();
            Assert.Equal(times, jobs.Count);
            return jobs;
        }
    }
}
