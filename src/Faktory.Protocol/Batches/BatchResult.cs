using System.Text.Json;

namespace Faktory;

/// <summary>What a job of a batch resulted in, as <c>BATCH RESULTS</c> (an extension of this server) reports it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Value">The result as its worker wrote it; .NET handlers write with their worker's JSON options, by default <see cref="JsonSerializerOptions.Web"/>.</param>
public sealed record BatchResult(string JobId, JsonElement Value);
