using System.Text.Json.Serialization;

namespace Faktory.Server.Engine;

[JsonSerializable(typeof(BulkMutation))]
internal sealed partial class BulkJson : JsonSerializerContext;
