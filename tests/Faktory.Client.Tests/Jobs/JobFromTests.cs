using System.Text.Json;
using System.Text.Json.Serialization;
using Faktory.Client.Tests.Scripted;

namespace Faktory.Client.Tests.Jobs;

public sealed class JobFromTests
{
    [Fact]
    public void A_record_travels_by_position_with_its_type_and_defaults()
    {
        var job = Job.From(new ReserveStock(42, "A-1"));

        Assert.Equal(("order.reserve-stock", "[42,\"A-1\",1]", "orders"), (job.Type, job.Args.GetRawText(), job.Queue));
        Assert.Equal((5, TimeSpan.FromSeconds(60)), (job.Retry, job.ReserveFor));
        Assert.False(job.HasExplicitId);
    }

    [Fact]
    public void What_the_attribute_does_not_set_is_left_to_the_server()
    {
        var job = Job.From(new Bare([1, 2]));

        Assert.Equal(("bare", "default", null, null), (job.Type, job.Queue, job.Retry, job.ReserveFor));
        Assert.Equal("[[1,2]]", job.Args.GetRawText());
    }

    [Fact]
    public void Defaults_are_told_from_what_somebody_set()
    {
        Assert.Equal((25, null), (new JobAttribute("T").Retry, new JobAttribute("T").RetryOrUnset));
        Assert.Equal(25, new JobAttribute("T") { Retry = 25 }.RetryOrUnset);
        Assert.Null(new JobAttribute("T").TimeoutSecondsOrUnset);
    }

    [Fact]
    public void A_timeout_is_reserved_within_what_servers_allow()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), new JobAttribute("T") { TimeoutSeconds = 5 }.ApplyTo(Job.Create("T")).ReserveFor);
        Assert.Equal(TimeSpan.FromDays(1), new JobAttribute("T") { TimeoutSeconds = 1_000_000 }.ApplyTo(Job.Create("T")).ReserveFor);
    }

    [Fact]
    public void Other_shapes_travel_as_they_are()
    {
        Assert.Equal("[{\"name\":\"x\"}]", Write(new Plain { Name = "x" }));
        Assert.Equal("[5]", Write(5));
        Assert.Equal("[\"x\"]", Write("x"));
        Assert.Equal("[[1,2]]", Write(new[] { 1, 2 }));
        Assert.Equal("[{\"a\":1}]", Write(new Dictionary<string, int> { ["a"] = 1 }));
        Assert.Equal("[1,null]", Write(JsonDocument.Parse("[1,null]").RootElement));
        Assert.Equal("[7,8]", Write(new Point(7, 8)));
        Assert.Equal("[{\"kind\":\"round\",\"radius\":2}]", Write(new Holder(new Round(2))));

        static string Write<T>(T args) => JobArguments.Write(args, typeof(T), JsonSerializerOptions.Web).GetRawText();
    }

    [Fact]
    public void A_type_without_the_attribute_or_with_a_hidden_parameter_is_refused_by_name()
    {
        Assert.Contains("[Job(", Assert.Throws<InvalidOperationException>(() => Job.From("text")).Message, StringComparison.Ordinal);
        Assert.Contains("\"secret\"", Assert.Throws<InvalidOperationException>(() => Job.From(new Hidden(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_can_be_pushed_directly()
    {
        await using var fixture = new ClientFixture();

        await fixture.Client.PushAsync(new ReserveStock(1, "B", 3), TestContext.Current.CancellationToken);
        await fixture.Client.PushAsync(Job.Create("plain"), TestContext.Current.CancellationToken);

        Assert.Contains("\"jobtype\":\"order.reserve-stock\",\"args\":[1,\"B\",3],\"queue\":\"orders\",\"retry\":5,\"reserve_for\":60", fixture.Server.Commands.First(), StringComparison.Ordinal);
        Assert.Contains("\"jobtype\":\"plain\"", fixture.Server.Commands.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_reflection_every_shape_is_laid_out_as_with_it()
    {
        Same(new ReserveStock(42, "A-1"));
        Same(new Plain { Name = "x" });
        Same(5);
        Same<int[]>([1, 2]);
        Same(new Holder(new Round(2)));
        Same(new Mixed(1, "b") { Note = null });

        static void Same<T>(T args) => Assert.Equal(
            JobArguments.Write(args, typeof(T), JsonSerializerOptions.Web).GetRawText(),
            TypedArguments.Write(args, JobFromJson.Default.GetTypeInfo(typeof(T))!).GetRawText());
    }

    [Fact]
    public void Without_reflection_a_struct_is_one_object() =>
        Assert.Equal("[{\"x\":7,\"y\":8}]", TypedArguments.Write(new Point(7, 8), JobFromJson.Default.Point).GetRawText());

    [Fact]
    public void Without_reflection_a_hidden_parameter_is_refused_too() =>
        Assert.Contains("each parameter of its constructor needs", Assert.Throws<InvalidOperationException>(() => Job.From(new Hidden(1), JobFromJson.Default.Hidden)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Arguments_can_be_pushed_directly_without_reflection()
    {
        await using var fixture = new ClientFixture();

        await fixture.Client.PushAsync(new ReserveStock(1, "B", 3), JobFromJson.Default.ReserveStock, TestContext.Current.CancellationToken);

        Assert.Contains("\"jobtype\":\"order.reserve-stock\",\"args\":[1,\"B\",3],\"queue\":\"orders\",\"retry\":5,\"reserve_for\":60", fixture.Server.Commands.First(), StringComparison.Ordinal);
    }

    public sealed record Mixed(int Id, string Name)
    {
        [JsonIgnore]
        public string? Note { get; init; }
    }

    [Job("order.reserve-stock", Queue = "orders", Retry = 5, TimeoutSeconds = 60)]
    public sealed record ReserveStock(int OrderId, string Sku, int Quantity = 1);

    [Job("bare")]
    public sealed record Bare(int[] Numbers);

    [Job("hidden")]
    public sealed class Hidden(int secret)
    {
        public int Other => secret;
    }

    public sealed class Plain
    {
        public string Name { get; set; } = "";
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Round), "round")]
    public abstract record Shape;

    public sealed record Round(int Radius) : Shape;

    public sealed record Holder(Shape Shape);

    public readonly record struct Point(int X, int Y);
}
