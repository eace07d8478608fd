using System.Text.Json;

namespace Faktory.Worker.Tests.Handlers;

public sealed class JobForTests
{
    [Fact]
    public void Type_settings_and_positional_arguments_come_from_the_handler()
    {
        var job = Job.For<Charge>(new Order(42, "A-1"));

        Assert.Equal(("charge", "orders", 3, TimeSpan.FromSeconds(90)), (job.Type, job.Queue, job.Retry, job.ReserveFor));
        Assert.Equal("""[42,"A-1"]""", job.Args.GetRawText());
    }

    [Fact]
    public void A_handler_without_arguments_needs_none()
    {
        Assert.Equal("[]", Job.For<Sweep>().Args.GetRawText());
        Assert.Null(Job.For<Sweep>().Retry);
    }

    [Fact]
    public void What_it_makes_the_handlers_binder_reads()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        json.MakeReadOnly(populateMissingResolver: true);

        Assert.Equal(new Order(42, "A-1"), ArgumentBinder.For(typeof(Order), json).Bind(Job.For<Charge>(new Order(42, "A-1")).Args));
        Assert.Equal("n", ((Loose)ArgumentBinder.For(typeof(Loose), json).Bind(Job.For<TakesLoose>(new Loose { Name = "n" }).Args)!).Name);
        Assert.Equal("n", ((Loose)ArgumentBinder.For(typeof(Loose), json).Bind(Job.For<TakesLoose>(new Loose("n")).Args)!).Name);
        Assert.Equal(7, ArgumentBinder.For(typeof(int?), json).Bind(Job.For<TakesNumber>(7).Args));
        Assert.Null(ArgumentBinder.For(typeof(int?), json).Bind(Job.For<TakesNumber>().Args));
    }

    [Fact]
    public void Arguments_of_another_type_are_refused_with_both_types()
    {
        var exception = Assert.Throws<ArgumentException>(() => Job.For<Charge>("A-1"));

        Assert.Contains(typeof(Charge).ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(Order).ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains("System.String", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Job.For<Charge>());
        Assert.Throws<ArgumentException>(() => Job.For<Sweep>(1));
    }

    [Fact]
    public void A_handler_of_several_types_is_refused_with_their_names()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Job.For<Two>());

        Assert.Contains("(one, two)", exception.Message, StringComparison.Ordinal);
    }

    public sealed record Order(int Id, string Sku);

    public sealed class Loose
    {
        public Loose()
        {
        }

        public Loose(string name) => Name = name;

        public string? Name { get; set; }
    }

    private abstract class Base<TArgs> : IJobHandler<TArgs>
    {
        public Task HandleAsync(TArgs args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private abstract class Base : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobHandler("charge", Queue = "orders", Retry = 3, TimeoutSeconds = 90)]
    private sealed class Charge : Base<Order>;

    [JobHandler("sweep")]
    private sealed class Sweep : Base;

    [JobHandler("loose")]
    private sealed class TakesLoose : Base<Loose>;

    [JobHandler("number")]
    private sealed class TakesNumber : Base<int?>;

    [JobHandler("one")]
    [JobHandler("two")]
    private sealed class Two : Base;
}
