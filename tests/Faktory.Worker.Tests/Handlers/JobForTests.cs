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

    [Fact]
    public void What_the_attribute_says_can_be_overridden_for_one_job()
    {
        var job = Job.For<Charge>(new Order(42, "A-1")) with
        {
            Queue = "critical",
            Delay = TimeSpan.FromHours(1),
            Retry = 0,
            UniqueFor = TimeSpan.FromMinutes(10),
            UniqueUntil = UniqueUntil.Start,
            ExpiresIn = TimeSpan.FromDays(1),
            Track = true,
        };

        job = job.WithCustom("tenant", "t-1");
        Assert.Equal(("charge", "critical", TimeSpan.FromHours(1), 0, TimeSpan.FromSeconds(90)), (job.Type, job.Queue, job.Delay, job.Retry, job.ReserveFor));
        Assert.Equal((TimeSpan.FromMinutes(10), UniqueUntil.Start, TimeSpan.FromDays(1), true, "t-1"), (job.UniqueFor, job.UniqueUntil, job.ExpiresIn, job.Track, job.GetCustom<string>("tenant")));
        Assert.Equal("""[42,"A-1"]""", job.Args.GetRawText());
    }

    [Fact]
    public void A_handler_whose_arguments_name_the_job_takes_all_settings_from_there()
    {
        var job = Job.For<TakesNamed>(new NamedOrder(7));

        Assert.Equal(("named-order", "orders", 5), (job.Type, job.Queue, job.Retry));
        Assert.Equal((job.Type, job.Queue, job.Retry, job.Args.GetRawText()), (Job.From(new NamedOrder(7)).Type, "orders", 5, "[7]"));
    }

    [Fact]
    public void A_handler_of_JsonElement_takes_an_array_as_it_is()
    {
        Assert.Equal("""[1,{"a":2}]""", Job.For<TakesAnything>(JsonElement.Parse("""[1,{"a":2}]""")).Args.GetRawText());
    }

    [Fact]
    public void With_JsonTypeInfo_the_same_arguments_are_laid_out()
    {
        var json = JobForJson.Default;

        Assert.Equal("""[42,"A-1"]""", Job.For<Charge>(new Order(42, "A-1"), json.Order).Args.GetRawText());
        Assert.Equal("orders", Job.For<Charge>(new Order(42, "A-1"), json.Order).Queue);
        Assert.Equal("""[{"name":"n"}]""", Job.For<TakesLoose>(new Loose("n"), json.Loose).Args.GetRawText());
        Assert.Equal("[7]", Job.For<TakesNumber>(7, json.Int32).Args.GetRawText());
        Assert.Equal("[7]", Job.From(new NamedOrder(7), json.NamedOrder).Args.GetRawText());
        Assert.Equal(("named-order", "orders", 5), (Job.From(new NamedOrder(7), json.NamedOrder).Type, Job.From(new NamedOrder(7), json.NamedOrder).Queue, Job.From(new NamedOrder(7), json.NamedOrder).Retry));
    }

    [Fact]
    public void A_JsonTypeInfo_of_another_type_is_refused_with_both_types()
    {
        var exception = Assert.Throws<ArgumentException>(() => Job.For<Charge>(new Order(42, "A-1"), JobForJson.Default.Loose));

        Assert.Contains(typeof(Order).ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(Loose).ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Job("named-order", Queue = "orders", Retry = 5)]
    public sealed record NamedOrder(int Id);

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

    [JobHandler]
    private sealed class TakesNamed : Base<NamedOrder>;

    [JobHandler("anything")]
    private sealed class TakesAnything : Base<JsonElement>;

    [JobHandler("one")]
    [JobHandler("two")]
    private sealed class Two : Base;
}
