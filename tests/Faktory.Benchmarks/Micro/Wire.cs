using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Faktory.Client;
using Faktory.Protocol;

namespace Faktory.Benchmarks.Micro;

/// <summary>What a job costs on its way into and out of bytes.</summary>
[Config(typeof(InProcessConfig))]
public class Wire
{
    private const string Fetched =
        """{"jid":"Zm9vYmFyYmF6cXV4","queue":"default","jobtype":"reserve-stock","args":[42,"sku-1",1.5],"created_at":"2026-01-01T00:00:00.123456789Z","enqueued_at":"2026-01-01T00:00:00.123456789Z","retry":25,"custom":{"bid":"b-0123456789abcdef"}}""";

    private static readonly byte[] Bulk = Encoding.UTF8.GetBytes($"${Fetched.Length}\r\n{Fetched}\r\n");
    private static readonly byte[] Ok = "+OK\r\n"u8.ToArray();

    private readonly byte[] _json = Encoding.UTF8.GetBytes(Fetched);
    private readonly Job _job = JobJson.Read(Encoding.UTF8.GetBytes(Fetched));
    private readonly Pipe _pipe = new();
    private readonly ReplyReader _replies;

    public Wire() => _replies = new ReplyReader(_pipe.Reader);

    [Benchmark(Description = "read +OK")]
    public Task<object?> ReadOk() => ReadAsync(Ok);

    [Benchmark(Description = "read the reply to FETCH")]
    public Task<object?> ReadFetched() => ReadAsync(Bulk);

    [Benchmark(Description = "its JSON to a Job")]
    public object ReadJob() => JobJson.Read(_json);

    [Benchmark(Description = "write PUSH")]
    public byte[] WritePush() => CommandText.Push(_job, resend: false);

    [Benchmark(Description = "write ACK")]
    public byte[] WriteAck() => CommandText.Json("ACK"u8, _job.Id, static (writer, id) =>
    {
        writer.WriteStartObject();
        writer.WriteString("jid"u8, id);
        writer.WriteEndObject();
    });

    private async Task<object?> ReadAsync(byte[] bytes)
    {
        await _pipe.Writer.WriteAsync(bytes);
        return await _replies.ReadAsync();
    }
}
