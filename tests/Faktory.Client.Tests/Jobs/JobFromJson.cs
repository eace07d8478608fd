using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faktory.Client.Tests.Jobs;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JobFromTests.ReserveStock))]
[JsonSerializable(typeof(JobFromTests.Plain))]
[JsonSerializable(typeof(JobFromTests.Point))]
[JsonSerializable(typeof(JobFromTests.Holder))]
[JsonSerializable(typeof(JobFromTests.Mixed))]
[JsonSerializable(typeof(JobFromTests.Hidden))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class JobFromJson : JsonSerializerContext;
