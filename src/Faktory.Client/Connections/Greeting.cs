using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Faktory.Protocol;
using Microsoft.Extensions.Logging;

namespace Faktory.Client;

/// <summary>The first exchange on a connection: the server's HI, the client's HELLO.</summary>
internal static partial class Greeting
{
    private const int KnownVersion = 2;

    /// <exception cref="FaktoryException">The server wants another password, or none was given.</exception>
    /// <exception cref="FaktoryConnectionException">The other side is no Faktory server, or hung up.</exception>
    public static async Task ExchangeAsync(
        PipeWriter output, ReplyReader replies, ConnectionSettings settings, WorkerIdentity? identity, CancellationToken cancellationToken)
    {
        var endpoint = settings.Transport.Endpoint;
        var hi = ReadHi(await replies.ReadAsync(cancellationToken), endpoint);
        if (hi.Version > KnownVersion)
        {
            LogNewerServer(settings.Logger, endpoint, hi.Version);
        }

        if (hi.Salt is not null && string.IsNullOrEmpty(settings.Password))
        {
            throw new FaktoryException($"{endpoint} asks for a password and none is configured; set Faktory:Password or put it into the address as tcp://:password@host.");
        }

        WriteHello(output, hi, settings.Password, identity);
        await output.FlushAsync(cancellationToken);
        var answer = await replies.ReadAsync(cancellationToken)
            ?? throw new FaktoryConnectionException($"{endpoint} hung up instead of answering HELLO.");
        if (!answer.IsOk)
        {
            throw answer.Text.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? new FaktoryException($"{endpoint} refused the password; correct Faktory:Password or the address.")
                : new FaktoryConnectionException($"{endpoint} refused the connection: {answer.Text}");
        }
    }

    private static Hi ReadHi(Reply? reply, string endpoint)
    {
        if (reply is not { Kind: ReplyKind.Simple } line || !line.Payload.Span.StartsWith("HI {"u8))
        {
            throw new FaktoryConnectionException(reply is null
                ? $"{endpoint} hung up before its greeting."
                : $"{endpoint} does not greet like a Faktory server; it sent \"{reply.Value.Text}\".");
        }

        var hi = WireJson.ParseObject(line.Payload.Span["HI ".Length..], "a greeting");
        return new Hi(WireJson.GetInt32(hi, "v") ?? KnownVersion, WireJson.GetString(hi, "s"), WireJson.GetInt32(hi, "i") ?? 1);
    }

    private static void WriteHello(PipeWriter output, Hi hi, string? password, WorkerIdentity? identity)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v"u8, KnownVersion);
            writer.WriteString("hostname"u8, Environment.MachineName);
            writer.WriteNumber("pid"u8, Environment.ProcessId);
            if (identity is not null)
            {
                WriteIdentity(writer, identity);
            }

            if (hi.Salt is not null)
            {
                writer.WriteString("pwdhash"u8, PasswordHash.Compute(password!, hi.Salt, hi.Iterations));
            }

            writer.WriteEndObject();
        }

        CommandWriter.Write(output, "HELLO"u8, json.WrittenSpan);
    }

    private static void WriteIdentity(Utf8JsonWriter writer, WorkerIdentity identity)
    {
        writer.WriteString("wid"u8, identity.Wid);
        writer.WriteStartArray("labels"u8);
        foreach (var label in identity.Labels)
        {
            writer.WriteStringValue(label);
        }

        writer.WriteEndArray();
        if (identity.Release)
        {
            writer.WriteBoolean("release"u8, true);
        }

        if (identity.HearsCancel)
        {
            writer.WriteStartArray("features"u8);
            writer.WriteStringValue("cancel"u8);
            writer.WriteEndArray();
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Endpoint} speaks version {Version} of the protocol; this client knows version 2 and goes on.")]
    private static partial void LogNewerServer(ILogger logger, string endpoint, int version);

    private readonly record struct Hi(int Version, string? Salt, int Iterations);
}
