using System.IO.Pipelines;
using System.Text;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Scripted;

/// <summary>The server's end of one connection.</summary>
internal sealed class ScriptedConnection(ScriptedServer server, PipeReader input, PipeWriter output)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the client has closed its side.</summary>
    public Task Ended => _ended.Task;

    public async Task SayAsync(string text)
    {
        if (text != ScriptedServer.Silence)
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(text));
        }
    }

    public ValueTask HangUpAsync() => output.CompleteAsync();

    public async Task ServeAsync()
    {
        await SayAsync($"+HI {server.Hi}\r\n");
        var isGreeted = false;
        while (true)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            if (isGreeted && !buffer.IsEmpty)
            {
                server.Writes.Enqueue(Encoding.UTF8.GetString(buffer));
            }

            while (CommandReader.TryReadLine(ref buffer, out var line))
            {
                var command = Encoding.UTF8.GetString(line);
                if (!isGreeted)
                {
                    isGreeted = true;
                    server.Hellos.Enqueue(command);
                    await SayAsync(server.HelloAnswer);
                    continue;
                }

                var answer = server.Answer(command);
                if (answer == ScriptedServer.HangUp)
                {
                    await HangUpAsync();
                    return;
                }

                await SayAsync(answer);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                await HangUpAsync();
                _ended.TrySetResult();
                return;
            }
        }
    }
}
