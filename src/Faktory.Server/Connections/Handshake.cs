using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Faktory.Protocol;
using Faktory.Server.Commands;

namespace Faktory.Server.Connections;

/// <summary>HI and HELLO (BEHAVIOUR 1.2), up to but without the server's <c>+OK</c>.</summary>
internal static class Handshake
{
    /// <summary>Strangers get no more memory than this.</summary>
    private const int MaxHelloBytes = 64 * 1024;

    private const int FirstVersionWithIterations = 2;

    /// <param name="pipe">The bytes.</param>
    /// <param name="environment">What all connections share.</param>
    /// <param name="password">What the client must know; null or empty for nothing.</param>
    /// <returns>The accepted HELLO; null when the connection is to be closed.</returns>
    public static async Task<HelloMessage?> RunAsync(IDuplexPipe pipe, ConnectionEnvironment environment, string? password)
    {
        using var deadline = new CancellationTokenSource(environment.Options.HandshakeTimeout, environment.Time);
        try
        {
            return await ExchangeAsync(pipe, environment, password, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<HelloMessage?> ExchangeAsync(
        IDuplexPipe pipe, ConnectionEnvironment environment, string? password, CancellationToken cancellationToken)
    {
        Challenge? challenge = string.IsNullOrEmpty(password) ? null : environment.Challenges.Next();
        WriteGreeting(pipe.Output, challenge);
        await pipe.Output.FlushAsync(cancellationToken);
        if (await ReadHelloAsync(pipe.Input, cancellationToken) is not { } hello)
        {
            return null;
        }

        if (challenge is null || IsRight(hello, password!, challenge.Value))
        {
            return hello;
        }

        environment.Registry.CountRefusedByPassword();
        ReplyWriter.WriteError(pipe.Output, "ERR Invalid password");
        await pipe.Output.FlushAsync(cancellationToken);
        return null;
    }

    private static void WriteGreeting(PipeWriter output, Challenge? challenge)
    {
        var greeting = challenge is { } given
            ? string.Create(CultureInfo.InvariantCulture, $"+HI {{\"v\":2,\"i\":{given.Iterations},\"s\":\"{given.Salt}\"}}\r\n")
            : "+HI {\"v\":2}\r\n";
        Encoding.ASCII.GetBytes(greeting, output);
    }

    private static async Task<HelloMessage?> ReadHelloAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (CommandReader.TryReadLine(ref buffer, out var line))
            {
                var hello = line.Length > MaxHelloBytes ? null : HelloMessage.TryParse(line.ToArray());
                input.AdvanceTo(buffer.Start);
                return hello;
            }

            var isOver = result.IsCompleted || result.IsCanceled || buffer.Length > MaxHelloBytes;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (isOver)
            {
                return null;
            }
        }
    }

    private static bool IsRight(HelloMessage hello, string password, Challenge challenge)
    {
        var iterations = hello.Version < FirstVersionWithIterations ? 1 : challenge.Iterations;
        var expected = PasswordHash.Compute(password, challenge.Salt, iterations);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(hello.PasswordHash));
    }
}
