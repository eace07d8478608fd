using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

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

    [Theory]
    [InlineData(0, 1, "MaxConcurrency must be at least 1, but is 0")]
    [InlineData(1, 0, "Timeout must be positive, but is 00:00:00")]
    public void Settings_of_a_handler_that_make_no_sense_are_mistakes(int concurrency, int seconds, string reason)
    {
        var exception = Assert.Throws<FaktoryException>(() => Create(typeof(Named), options => (options.MaxConcurrency, options.Timeout) = (concurrency, TimeSpan.FromSeconds(seconds))));

        Assert.Contains($"{typeof(Named)}: {reason}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_type_of_the_options_names_a_handler_that_has_no_attribute_or_no_type()
    {
        Assert.True(Create(typeof(WithoutAttribute), options => options.Type = "given").TryGet("given", out _));
        Assert.True(Create(typeof(WithoutType), options => options.Type = "given").TryGet("given", out _));
    }

    [Theory]
    [InlineData(typeof(Named), "named")]
    [InlineData(typeof(NamedByArguments), "by-arguments")]
    public void The_type_of_the_options_beside_one_of_the_attributes_is_a_mistake(Type handler, string type)
    {
        var exception = Assert.Throws<FaktoryException>(() => Create(handler, options => options.Type = "given"));

        Assert.Contains($"{handler}: its attributes name the job type \"{type}\" and its options name \"given\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_timeout_of_the_options_goes_before_that_of_the_attributes_and_leaves_the_rest()
    {
        Assert.True(Create(typeof(Named), options => options.Timeout = TimeSpan.FromSeconds(7)).TryGet("named", out var named));

        Assert.Equal(new JobTypeDefaults("named", "orders", 3, TimeSpan.FromSeconds(7)), named.Defaults);
    }

    [Fact]
    public void A_class_that_derives_from_a_handler_needs_an_attribute_of_its_own()
    {
        var exception = Assert.Throws<FaktoryException>(() => Create(typeof(Derived)));
        Assert.Contains($"{typeof(Derived)} has no [JobHandler(\"type\")] attribute", exception.Message, StringComparison.Ordinal);

        var table = Create(typeof(Parent), typeof(DerivedWithItsOwn));
        Assert.True(table.TryGet("parent", out var parent));
        Assert.True(table.TryGet("derived", out var derived));
        Assert.Equal((typeof(Parent).ToString(), typeof(DerivedWithItsOwn).ToString()), (parent.Name, derived.Name));
    }

    private static HandlerTable Create(params Type[] handlers) => Create(handlers, _ => { });

    private static HandlerTable Create(Type handler, Action<JobHandlerOptions> configure) => Create([handler], configure);

    private static HandlerTable Create(Type[] handlers, Action<JobHandlerOptions> configure)
    {
        var worker = new WorkerRegistration();
        foreach (var handler in handlers)
        {
            configure(worker.Add(handler).Options);
        }

        using var services = new ServiceCollection().BuildServiceProvider();
        return HandlerTable.Create("", worker.Handlers, services.GetRequiredService<IServiceProviderIsService>(), new JsonSerializerOptions(JsonSerializerDefaults.Web));
    }

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

    [JobHandler("parent")]
    private class Parent : Base;

    private sealed class Derived : Parent;

    [JobHandler("derived")]
    private sealed class DerivedWithItsOwn : Parent;

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
