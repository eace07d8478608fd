namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>The BATCH commands. Each fails the test when the reply is of another kind than its name says.</summary>
internal static class BatchCommands
{
    /// <summary>Makes a batch. Callbacks are whole jobs in JSON; without any it must be a child.</summary>
    /// <returns>Its bid.</returns>
    public static Task<string> NewBatchAsync(
        this FwpClient client,
        string? success = null,
        string? complete = null,
        string? parent = null,
        string? key = null,
        string description = "a test") =>
        client.BulkAsync("BATCH NEW " + Definition(success, complete, parent, key, description));

    public static string Definition(string? success, string? complete, string? parent, string? key, string description)
    {
        var fields = new List<string> { $"\"description\":\"{description}\"" };
        AddIf(fields, success is not null, $"\"success\":{success}");
        AddIf(fields, complete is not null, $"\"complete\":{complete}");
        AddIf(fields, parent is not null, $"\"parent_bid\":\"{parent}\"");
        AddIf(fields, key is not null, $"\"key\":\"{key}\"");
        return $"{{{string.Join(',', fields)}}}";
    }

    public static async Task OpenAsync(this FwpClient client, string bid) =>
        Assert.Equal(bid, await client.BulkAsync("BATCH OPEN " + bid));

    public static Task CommitAsync(this FwpClient client, string bid) => client.OkAsync("BATCH COMMIT " + bid);

    public static async Task<BatchView> StatusAsync(this FwpClient client, string bid) =>
        new(FwpCommands.Json(await client.BulkAsync("BATCH STATUS " + bid)));

    private static void AddIf(List<string> fields, bool isWanted, string field)
    {
        if (isWanted)
        {
            fields.Add(field);
        }
    }
}
