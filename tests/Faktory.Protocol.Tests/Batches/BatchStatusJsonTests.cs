using System.Text.Json;

namespace Faktory.Protocol.Tests.Batches;

public sealed class BatchStatusJsonTests
{
    [Fact]
    public void An_endpoint_that_returns_a_status_shows_its_states_by_name()
    {
        var status = new BatchStatus("b-1", null, "d", BatchState.Failing, 3, 2, 1, CallbackState.Pending, CallbackState.Acknowledged, DateTimeOffset.UnixEpoch);

        var json = JsonSerializer.Serialize(status, JsonSerializerOptions.Web);

        Assert.Contains("\"state\":\"Failing\"", json, StringComparison.Ordinal);
        Assert.Contains("\"success\":\"Pending\",\"complete\":\"Acknowledged\"", json, StringComparison.Ordinal);
        Assert.Equal(status, JsonSerializer.Deserialize<BatchStatus>(json, JsonSerializerOptions.Web));
    }
}
