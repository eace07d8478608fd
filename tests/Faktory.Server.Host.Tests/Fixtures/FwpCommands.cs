using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>The commands of FWP as a test writes them. Each fails the test when the reply is of another kind than its name says.</summary>
internal static class FwpCommands
{
    /// <summary>Says HELLO, with the proof of the password when the server asked for one.</summary>
    public static Task<FwpReply> HelloAsync(this FwpClient client, string? wid = null, string? password = null, string extra = "")
    {
        var fields = new StringBuilder("\"v\":2");
        if (wid is not null)
        {
            fields.Append(CultureInfo.InvariantCulture, $",\"wid\":\"{wid}\",\"hostname\":\"test\",\"pid\":1,\"labels\":[\"test\"]");
        }

        if (password is not null)
        {
            var hi = client.Hi();
            fields.Append(CultureInfo.InvariantCulture, $",\"pwdhash\":\"{Prove(password, hi.GetProperty("s").GetString()!, hi.GetProperty("i").GetInt32())}\"");
        }

        return client.CallAsync($"HELLO {{{fields}{extra}}}");
    }

    /// <summary>The JSON of the greeting.</summary>
    public static JsonElement Hi(this FwpClient client)
    {
        Assert.StartsWith("HI ", client.Greeting, StringComparison.Ordinal);
        return Json(client.Greeting[3..]);
    }

    /// <summary>BEHAVIOUR 1.2: SHA-256 in so many rounds, the first over password and salt.</summary>
    public static string Prove(string password, string salt, int rounds)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(password + salt));
        for (var round = 1; round < rounds; round++)
        {
            digest = SHA256.HashData(digest);
        }

        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Sends a command that must be answered <c>+OK</c>.</summary>
    public static async Task OkAsync(this FwpClient client, string line) =>
        Assert.Equal("+OK", (await client.CallAsync(line)).ToString());

    /// <summary>Sends a command that must be refused.</summary>
    /// <returns>The text after the code ERR.</returns>
    public static async Task<string> ErrorAsync(this FwpClient client, string line)
    {
        var reply = await client.CallAsync(line);
        Assert.StartsWith("-ERR ", reply.ToString(), StringComparison.Ordinal);
        return reply.Text["ERR ".Length..];
    }

    /// <summary>Sends a command that must be answered with a bulk.</summary>
    public static async Task<string> BulkAsync(this FwpClient client, string line)
    {
        var reply = await client.CallAsync(line);
        Assert.True(reply.Kind == FwpReplyKind.Bulk, $"{line} was answered {reply}");
        return reply.Text;
    }

    public static Task PushAsync(this FwpClient client, string job) => client.OkAsync("PUSH " + job);

    /// <summary>Pushes several jobs, none of which may be refused.</summary>
    public static async Task PushManyAsync(this FwpClient client, IEnumerable<string> jobs) =>
        Assert.Equal("{}", await client.BulkAsync($"PUSHB [{string.Join(',', jobs)}]"));

    /// <summary>Fetches a job that must be there.</summary>
    public static async Task<JsonElement> FetchAsync(this FwpClient client, params string[] queues) =>
        Json(await client.BulkAsync("FETCH " + (queues.Length == 0 ? "default" : string.Join(' ', queues))));

    public static Task AckAsync(this FwpClient client, string jobId) => client.OkAsync($$"""ACK {"jid":"{{jobId}}"}""");

    public static Task FailAsync(this FwpClient client, string jobId, string message = "no luck", string type = "TestError") =>
        client.OkAsync($$"""FAIL {"jid":"{{jobId}}","errtype":"{{type}}","message":"{{message}}"}""");

    /// <summary>Fetches the next job of a queue, which must be there, and acknowledges it.</summary>
    /// <returns>The job.</returns>
    public static async Task<JsonElement> RunAsync(this FwpClient client, params string[] queues)
    {
        var job = await client.FetchAsync(queues);
        await client.AckAsync(job.Jid());
        return job;
    }

    /// <summary>Fetches the next job of a queue, which must be there, and fails it.</summary>
    /// <returns>The job.</returns>
    public static async Task<JsonElement> RunAndFailAsync(this FwpClient client, params string[] queues)
    {
        var job = await client.FetchAsync(queues);
        await client.FailAsync(job.Jid());
        return job;
    }

    public static Task RequeueRetriesAsync(this FwpClient client) => client.OkAsync("""MUTATE {"cmd":"requeue","target":"retries"}""");

    public static async Task<InfoView> InfoAsync(this FwpClient client) => new(Json(await client.BulkAsync("INFO")));

    public static string Jid(this JsonElement job) => job.GetProperty("jid").GetString()!;

    /// <summary>A field of <c>custom</c>; null when it is absent.</summary>
    public static string? Custom(this JsonElement job, string name) =>
        job.TryGetProperty("custom", out var custom) && custom.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
