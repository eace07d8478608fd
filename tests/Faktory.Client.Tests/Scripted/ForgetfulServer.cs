using System.IO.Pipelines;
using System.Text;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Scripted;

/// <summary>A server in memory that agrees to everything and remembers nothing, so that all the memory there is belongs to the client.</summary>
internal sealed class ForgetfulServer : IFaktoryTransport
{
    private static readonly byte[] Info = Encoding.UTF8.GetBytes(ScriptedServer.Bulk("{\"server\":{\"extensions\":[]}}"));

    public string Endpoint => "forgetful";

    public ValueTask<IFaktoryConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        _ = Task.Run(() => ServeAsync(toServer.Reader, toClient.Writer), CancellationToken.None);
        return ValueTask.FromResult<IFaktoryConnection>(new Connection(toClient.Reader, toServer.Writer));
    }

    private static async Task ServeAsync(PipeReader input, PipeWriter output)
    {
        await output.WriteAsync("+HI {\"v\":2}\r\n"u8.ToArray());
        while (true)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            while (CommandReader.TryReadLine(ref buffer, out var line))
            {
                await output.WriteAsync(Answer(line.FirstSpan));
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                await output.CompleteAsync();
                return;
            }
        }
    }

    private static byte[] Answer(ReadOnlySpan<byte> line) =>
        line.StartsWith("INFO"u8) ? Info
        : line.StartsWith("PUSHB"u8) ? "$2\r\n{}\r\n"u8.ToArray()
        : line.StartsWith("BATCH NEW"u8) ? "$3\r\nb-1\r\n"u8.ToArray()
        : "+OK\r\n"u8.ToArray();

    private sealed class Connection(PipeReader input, PipeWriter output) : IFaktoryConnection
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public async ValueTask DisposeAsync()
        {
            await output.CompleteAsync();
            await input.CompleteAsync();
        }
    }
}
