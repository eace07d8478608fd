using System.IO.Pipelines;
using Faktory.Protocol;

namespace Faktory.Server.Connections;

/// <summary>Two pipes crosswise: what one side writes the other reads.</summary>
internal static class DuplexPipePair
{
    private const long PauseAt = 1024 * 1024;
    private const long ResumeAt = PauseAt / 2;

    private static readonly PipeOptions Options = new(pauseWriterThreshold: PauseAt, resumeWriterThreshold: ResumeAt, useSynchronizationContext: false);

    public static (IFaktoryConnection Client, IDuplexPipe Server) Create()
    {
        var toServer = new Pipe(Options);
        var toClient = new Pipe(Options);
        return (new ClientSide(toClient.Reader, toServer.Writer), new ServerSide(toServer.Reader, toClient.Writer));
    }

    private sealed class ServerSide(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class ClientSide(PipeReader input, PipeWriter output) : IFaktoryConnection
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
