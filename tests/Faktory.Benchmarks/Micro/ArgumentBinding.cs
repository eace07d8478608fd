using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Faktory.Worker;

namespace Faktory.Benchmarks.Micro;

/// <summary>From the arguments of a fetched job to what its handler takes.</summary>
[Config(typeof(InProcessConfig))]
public class ArgumentBinding
{
    private static readonly JsonSerializerOptions Json = Options();
    private static readonly JsonElement Three = JsonElement.Parse("[42,\"sku-1\",1.5]");
    private static readonly JsonElement One = JsonElement.Parse("[42]");
    private static readonly JsonElement Whole = JsonElement.Parse("[{\"number\":42,\"name\":\"sku-1\"}]");

    private readonly ArgumentBinder _record = ArgumentBinder.For(typeof(Line), Json);
    private readonly ArgumentBinder _scalar = ArgumentBinder.For(typeof(int), Json);
    private readonly ArgumentBinder _class = ArgumentBinder.For(typeof(Message), Json);
    private readonly ArgumentBinder _json = ArgumentBinder.For(typeof(JsonElement), Json);

    [Benchmark(Baseline = true, Description = "JsonElement, as it came")]
    public object? AsItCame() => _json.Bind(Three);

    [Benchmark(Description = "one number")]
    public object? Scalar() => _scalar.Bind(One);

    [Benchmark(Description = "record of three, by position")]
    public object? Record() => _record.Bind(Three);

    [Benchmark(Description = "class, from one object")]
    public object? Class() => _class.Bind(Whole);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed record Line(int Order, string Sku, double Price);

    private sealed class Message
    {
        public int Number { get; set; }

        public string? Name { get; set; }
    }
}
