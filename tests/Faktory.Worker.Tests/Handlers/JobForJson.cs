using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faktory.Worker.Tests.Handlers;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JobForTests.Order))]
[JsonSerializable(typeof(JobForTests.Loose))]
[JsonSerializable(typeof(JobForTests.NamedOrder))]
[JsonSerializable(typeof(int))]
internal sealed partial class JobForJson : JsonSerializerContext;
