using System.Diagnostics;
using System.Text.RegularExpressions;
using Faktory.Client.Tests.Scripted;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Telemetry;

public sealed class TraceContextTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Servers => [$"{FaktoryExtensions.BatchKey} {FaktoryExtensions.BatchSubmit}", FaktoryExtensions.BatchKey, ""];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Every_job_and_callback_carries_the_activity_in_which_it_was_created(string extensions)
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = extensions.Split(' ');
        fixture.Server.On("BATCH STATUS", ScriptedServer.Bulk("{\"bid\":\"b-1\",\"total\":0,\"pending\":0,\"failed\":0,\"committed\":false}"));
        fixture.Server.On("PUSHB", ScriptedServer.Bulk("{}"));
        using var request = Request();

        await fixture.Client.PushAsync(Job.Create("a"), Cancel);
        await fixture.Client.PushManyAsync([Job.Create("b"), Job.Create("c").WithCustom("tenant", 7)], Cancel);
        await fixture.Client.StartBatchAsync(Tree(), Cancel);
        await using var batch = await fixture.Client.BeginBatchAsync(Tree(), Cancel);
        await batch.AddStageAsync(Tree(), Cancel);

        var sent = string.Join('\n', fixture.Server.Commands);
        Assert.Equal(3 + (3 * 5), Regex.Count(sent, "\"jobtype\""));
        Assert.Equal(3 + (3 * 5), Regex.Count(sent, $"\"traceparent\":\"{request.Id}\""));
        Assert.Contains($"{{\"tenant\":7,\"traceparent\":\"{request.Id}\"}}", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_activity_nothing_is_added()
    {
        await using var fixture = new ClientFixture();
        Assert.Null(Activity.Current);

        await fixture.Client.PushAsync(Job.Create("a"), Cancel);

        Assert.DoesNotContain("custom", Assert.Single(fixture.Server.CommandsBeside()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_names_its_creator_keeps_it()
    {
        using var request = Request();
        var job = Job.Create("a").WithCustom("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        Assert.Same(job, new TraceContext().Inject(job));
    }

    [Fact]
    public void What_was_injected_is_read_as_remote_with_its_state_and_without_one_that_is_too_long()
    {
        using var request = Request();
        request.TraceStateString = "vendor=1";
        var traces = new TraceContext();

        Assert.True(TraceContext.TryRead(traces.Inject(Job.Create("a")), out var creator));
        request.TraceStateString = new string('x', 513);
        Assert.True(TraceContext.TryRead(traces.Inject(Job.Create("a")), out var stateless));

        Assert.Equal(new ActivityContext(request.TraceId, request.SpanId, request.ActivityTraceFlags, "vendor=1", isRemote: true), creator);
        Assert.Null(stateless.TraceState);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"00-zz\"")]
    [InlineData("7")]
    [InlineData("null")]
    public void What_cannot_be_read_is_nobody(string parent)
    {
        var job = Job.Create("a") with { Custom = System.Text.Json.JsonElement.Parse($"{{\"traceparent\":{parent}}}") };

        Assert.False(TraceContext.TryRead(job, out _));
    }

    [Fact]
    public void A_metric_tells_a_hundred_queues_apart()
    {
        var names = new BoundedNames();

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"tenant-{i}", names.Of($"tenant-{i}"));
        }

        Assert.Equal("(other)", names.Of("tenant-100"));
        Assert.Equal("tenant-7", names.Of("tenant-7"));
    }

    private static Activity Request() => new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

    // Five jobs and callbacks.
    private static Batch Tree() => new("root")
    {
        Success = Job.Create("S"),
        Jobs = [Job.Create("A")],
        Children = [new Batch("child") { Jobs = [Job.Create("B")], Complete = Job.Create("D"), Success = Job.Create("E") }],
    };
}
