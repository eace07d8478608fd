using System.Text.Json;

namespace Faktory.Worker.Tests.Handlers;

public sealed class HandlerTableTests
{
    [Fact]
    public void Settings_come_from_the_handler_or_from_its_arguments()
    {
        var table = Create(typeof(Named), typeof(NamedByArguments));

        Assert.True(table.TryGet("named", out var named));
        Assert.Equal(new JobTypeDefaults("named", "orders", 3, TimeSpan.FromSeconds(90)), named.Defaults);
        Assert.True(table.TryGet("by-arguments", out var byArguments));
        Assert.Equal(new JobTypeDefaults("by-arguments", "critical", 25, null), byArguments.Defaults);
        Assert.Equal(["critical", "orders"], table.Queues.Order());
    }

    [Fact]
    public void One_class_may_handle_several_types()
    {
        var table = Create(typeof(Several));

        Assert.True(table.TryGet("one", out _));
        Assert.True(table.TryGet("two", out _));
        Assert.False(table.TryGet("three", out _));
    }

    [Theory]
    [InlineData(typeof(WithoutAttribute), "has no [JobHandler")]
    [InlineData(typeof(WithoutType), "names no job type")]
    [InlineData(typeof(Abstract), "abstract")]
    [InlineData(typeof(OpenGeneric<>), "open generic")]
    [InlineData(typeof(NoHandler), "implements none of")]
    [InlineData(typeof(TwoInterfaces), "implements 2 handler interfaces")]
    [InlineData(typeof(BothQueues), "both set Queue")]
    [InlineData(typeof(BothTypes), "both set the job type")]
    [InlineData(typeof(NoTime), "TimeoutSeconds must not be negative")]
    [InlineData(typeof(Unbindable), "cannot be bound")]
    public void A_mistake_names_the_handler_and_what_to_do(Type handler, string reason)
    {
        var exception = Assert.Throws<FaktoryException>(() => Create(handler));

        Assert.Contains(handler.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_handlers_of_one_type_are_a_mistake_that_names_both()
    {
        var exception = Assert.Throws<FaktoryException>(() => Create(typeof(Named), typeof(NamedAgain)));

        Assert.Contains("\"named\" has two handlers", exception.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(Named).ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(NamedAgain).ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_together()
    {
        var exception = Assert.Throws<FaktoryException>(() => Create(typeof(Abstract), typeof(WithoutType)));

        Assert.Contains(nameof(Abstract), exception.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(WithoutType), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timeout_also_bounds_the_reservation_within_what_the_protocol_allows()
    {
        var job = new Job("x", JsonElement.Parse("[]"));

        Assert.Equal(TimeSpan.FromMinutes(1), new JobTypeDefaults("x", null, null, TimeSpan.FromSeconds(5)).Apply(job).ReserveFor);
        Assert.Equal(TimeSpan.FromMinutes(5), new JobTypeDefaults("x", null, null, TimeSpan.FromMinutes(5)).Apply(job).ReserveFor);
        Assert.Equal(TimeSpan.FromDays(1), new JobTypeDefaults("x", null, null, TimeSpan.FromDays(3)).Apply(job).ReserveFor);
        Assert.Null(new JobTypeDefaults("x", null, null, null).Apply(job).ReserveFor);
    }

    private static HandlerTable Create(params Type[] handlers) =>
        HandlerTable.Create("", handlers, new JsonSerializerOptions(JsonSerializerDefaults.Web));

    private abstract class Base : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private abstract class Base<TArgs> : IJobHandler<TArgs>
    {
        public Task HandleAsync(TArgs args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobHandler("named", Queue = "orders", Retry = 3, TimeoutSeconds = 90)]
    private sealed class Named : Base;

    [JobHandler("named")]
    private sealed class NamedAgain : Base;

    [Job("by-arguments", Queue = "critical")]
    private sealed record Arguments(int Size);

    [JobHandler(Retry = 25)]
    private sealed class NamedByArguments : Base<Arguments>;

    [JobHandler("one")]
    [JobHandler("two")]
    private sealed class Several : Base;

    private sealed class WithoutAttribute : Base;

    [JobHandler]
    private sealed class WithoutType : Base;

    [JobHandler("abstract")]
    private abstract class Abstract : Base;

    [JobHandler("open")]
    private sealed class OpenGeneric<T> : Base<T>;

    [JobHandler("none")]
    private sealed class NoHandler;

    [JobHandler("two-interfaces")]
    private sealed class TwoInterfaces : Base<int>, IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobHandler(Queue = "other")]
    private sealed class BothQueues : Base<Arguments>;

    [JobHandler("other")]
    private sealed class BothTypes : Base<Arguments>;

    [JobHandler("no-time", TimeoutSeconds = -1)]
    private sealed class NoTime : Base;

    [JobHandler("unbindable")]
    private sealed class Unbindable : Base<Action>;
}
