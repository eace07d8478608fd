using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Connections;

/// <summary>
/// Encrypts connections (BEHAVIOUR 1.1: TLS 1.2 at least, no plaintext beside it). Kestrel's own adapter needs services
/// that only a web application registers.
/// </summary>
internal sealed partial class TlsGate(SslStreamCertificateContext certificate, ConnectionEnvironment environment)
{
    private readonly ILogger _logger = environment.LoggerFactory.CreateLogger<TlsGate>();

    private readonly SslServerAuthenticationOptions _options = new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    /// <summary>Makes the encrypted connection and serves it; a client that does not speak TLS in time is closed without a word.</summary>
    /// <param name="pipe">The encrypted bytes.</param>
    /// <param name="serve">Serves the plain ones.</param>
    public async Task RunAsync(IDuplexPipe pipe, Func<IDuplexPipe, Task> serve)
    {
        var transport = new DuplexPipeStream(pipe);
        await using var stream = new SslStream(transport, leaveInnerStreamOpen: true);
        try
        {
            using var deadline = new CancellationTokenSource(environment.Options.HandshakeTimeout, environment.Time);
            await stream.AuthenticateAsServerAsync(_options, deadline.Token);
        }
        catch (Exception refusal) when (refusal is AuthenticationException or IOException or OperationCanceledException)
        {
            LogRefused(_logger, refusal.Message);
            return;
        }

        var plain = new PlainPipe(
            PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        try
        {
            await serve(plain);
        }
        finally
        {
            await plain.Input.CompleteAsync();
            await plain.Output.CompleteAsync();
            await CloseAsync(stream);
        }
    }

    /// <summary>Tells the client that nothing more comes, if it still listens.</summary>
    private async Task CloseAsync(SslStream stream)
    {
        try
        {
            await stream.ShutdownAsync();
        }
        catch (IOException gone)
        {
            LogGone(_logger, gone.Message);
        }
    }

    private sealed record PlainPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    [LoggerMessage(1, LogLevel.Debug, "A connection was closed because it could not be encrypted: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Debug, "An encrypted connection was gone before it was closed: {Reason}")]
    private static partial void LogGone(ILogger logger, string reason);
}
