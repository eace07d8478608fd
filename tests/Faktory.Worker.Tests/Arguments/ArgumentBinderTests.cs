using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faktory.Worker.Tests.Arguments;

public sealed class ArgumentBinderTests
{
    [Fact]
    public void A_record_takes_its_arguments_by_position() =>
        Assert.Equal(new Reserve(42, "A-1", 2), Bind<Reserve>("""[42,"A-1",2]"""));

    [Fact]
    public void Missing_trailing_arguments_take_their_defaults() =>
        Assert.Equal(new Reserve(42, "A-1", 1), Bind<Reserve>("""[42,"A-1"]"""));

    [Fact]
    public void A_record_accepts_one_json_object_by_name() =>
        Assert.Equal(new Reserve(42, "A-1", 7), Bind<Reserve>("""[{"sku":"A-1","orderId":42,"Quantity":7,"unknown":true}]"""));

    [Fact]
    public void A_record_of_one_scalar_accepts_one_json_object_too()
    {
        Assert.Equal(new OrderArgs(42), Bind<OrderArgs>("[42]"));
        Assert.Equal(new OrderArgs(42), Bind<OrderArgs>("""[{"orderId":42}]"""));
    }

    [Fact]
    public void A_record_whose_only_parameter_is_an_object_takes_an_object_as_that_parameter() =>
        Assert.Equal(new Wrapper(new Reserve(1, "x")), Bind<Wrapper>("""[{"orderId":1,"sku":"x"}]"""));

    [Fact]
    public void A_class_with_a_parameterless_constructor_takes_one_object()
    {
        var bound = Bind<Settings>("""[{"name":"n","size":3}]""");

        Assert.Equal(("n", 3), (bound.Name, bound.Size));
    }

    [Fact]
    public void Scalars_and_collections_take_the_first_argument()
    {
        Assert.Equal(42, Bind<int>("[42]"));
        Assert.Equal("x", Bind<string>("""["x"]"""));
        Assert.Null(Bind<int?>("[null]"));
        Assert.Equal([1, 2], Bind<int[]>("[[1,2]]"));
        Assert.Equal(2, Bind<Dictionary<string, int>>("""[{"a":2}]""")["a"]);
        Assert.Equal(Color.Blue, Bind<Color>("[1]"));
    }

    [Fact]
    public void A_json_element_takes_the_whole_array() =>
        Assert.Equal("[1,\"b\",null]", Bind<JsonElement>("[1,\"b\",null]").GetRawText());

    [Fact]
    public void Defaults_of_every_kind_are_known() =>
        Assert.Equal(new Defaults(), Bind<Defaults>("[]"));

    [Fact]
    public void Struct_arguments_bind_as_records_do() =>
        Assert.Equal(new Point(1, 2), Bind<Point>("[1,2]"));

    [Theory]
    [InlineData("""[42]""", "Argument \"sku\" of Reserve must be String, but nothing was found: the job has too few arguments.")]
    [InlineData("""["x","A-1"]""", "Argument 1 (\"OrderId\") of Reserve must be Int32, but a string was found.")]
    [InlineData("""[42,{}]""", "Argument 2 (\"Sku\") of Reserve must be String, but an object was found.")]
    [InlineData("""[null,"A-1"]""", "Argument 1 (\"OrderId\") of Reserve must be Int32, but null was found.")]
    [InlineData("""[42,"A-1",1,true]""", "Reserve takes 3 arguments (OrderId, Sku, Quantity), but an array of 4 was found.")]
    [InlineData("""[{"orderId":"x","sku":"A-1"}]""", "Property \"orderId\" of Reserve must be Int32, but a string was found.")]
    public void What_does_not_fit_is_named_with_what_was_expected_and_found(string args, string message)
    {
        var exception = Assert.Throws<JobArgumentException>(() => Bind<Reserve>(args));

        Assert.Equal(message, exception.Message, ignoreCase: true);
    }

    [Fact]
    public void The_message_never_holds_the_value()
    {
        var exception = Assert.Throws<JobArgumentException>(() => Bind<int>("""["secret"]"""));

        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        Assert.Equal("The job's argument must be Int32, but a string was found.", exception.Message);
    }

    [Fact]
    public void A_scalar_takes_exactly_one_argument()
    {
        Assert.Contains("an array of 0", Assert.Throws<JobArgumentException>(() => Bind<int>("[]")).Message, StringComparison.Ordinal);
        Assert.Contains("an array of 2", Assert.Throws<JobArgumentException>(() => Bind<int>("[1,2]")).Message, StringComparison.Ordinal);
        Assert.Contains("null was found", Assert.Throws<JobArgumentException>(() => Bind<Settings>("[null]")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(WithExtra), "Note would be lost")]
    [InlineData(typeof(TwoWays), "has 2 public constructors")]
    [InlineData(typeof(Stream), "abstract")]
    [InlineData(typeof(Action), "cannot be bound")]
    [InlineData(typeof(TakesDelegate), "cannot be bound")]
    public void Types_that_cannot_be_bound_are_found_before_any_job_comes(Type type, string reason)
    {
        var exception = Assert.Throws<UnbindableArgumentsException>(() => ArgumentBinder.For(type, Json));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains(type.Name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ignored_property_beside_the_constructor_is_no_mistake() =>
        Assert.Equal(3, Bind<WithIgnored>("[3]").Size);

    private static readonly JsonSerializerOptions Json = MakeOptions();

    private static T Bind<T>(string args) => (T)ArgumentBinder.For(typeof(T), Json).Bind(JsonElement.Parse(args))!;

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    public sealed record Reserve(int OrderId, string Sku, int Quantity = 1);

    public sealed record OrderArgs(int OrderId);

    public sealed record Wrapper(Reserve Inner);

    public sealed class Settings
    {
        public string? Name { get; set; }

        public int Size { get; set; }
    }

    public enum Color
    {
        Red,
        Blue,
    }

    public sealed record Defaults(int Number = 3, string? Text = null, Color Color = Color.Blue, DateTime When = default, int? Maybe = null, Color? Shade = Color.Blue, decimal Price = 1.5m);

    public readonly record struct Point(int X, int Y);

    public sealed record WithExtra(int Size)
    {
        public string? Note { get; init; }
    }

    public sealed record WithIgnored(int Size)
    {
        [JsonIgnore]
        public string? Note { get; set; }
    }

    public sealed class TwoWays
    {
        public TwoWays(int size) => Size = size;

        public TwoWays(string size) => Size = size.Length;

        public int Size { get; }
    }

    public sealed record TakesDelegate(Action Callback);
}
