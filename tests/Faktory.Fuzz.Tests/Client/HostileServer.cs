using System.IO.Pipelines;
using System.Text;
using Faktory.Fuzz.Tests.Mutation;
using Faktory.Protocol;
using Faktory.Server.Connections;

namespace Faktory.Fuzz.Tests.Client;

/// <summary>A server in memory that answers with anything, until it is told to be honest.</summary>
internal sealed class HostileServer(Dice dice) : IFaktoryTransport
{
    private readonly Lock _gate = new();

    public string Endpoint => "hostile";

    public bool IsHonest { get; set; }

    public ValueTask<IFaktoryConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var (client, server) = DuplexPipePair.Create();
        _ = Task.Run(() => ServeAsync(server), CancellationToken.None);
        return ValueTask.FromResult(client);
    }

    private async Task ServeAsync(IDuplexPipe pipe)
    {
        await SayAsync(pipe, Greeting());
        var isGreeted = false;
        while (true)
        {
            var result = await pipe.Input.ReadAsync();
            var buffer = result.Buffer;
            var answers = new List<byte>();
            while (CommandReader.TryReadLine(ref buffer, out var line))
            {
                answers.AddRange(isGreeted ? Answer(Encoding.UTF8.GetString(line)) : Welcome());
                isGreeted = true;
            }

            pipe.Input.AdvanceTo(buffer.Start, buffer.End);
            await SayAsync(pipe, [.. answers]);
            if (result.IsCompleted || (answers.Count > 0 && Chance(5)))
            {
                await pipe.Output.CompleteAsync();
                await pipe.Input.CompleteAsync();
                return;
            }
        }
    }

    private byte[] Greeting()
    {
        lock (_gate)
        {
            var good = "+HI {\"v\":2}\r\n"u8.ToArray();
            return IsHonest || dice.Percent(80) ? good
                : dice.Percent(50) ? ByteMutator.Mutate(good, dice)
                : [.. "+HI "u8, .. JsonMutator.Mutate("""{"v":2,"s":"1a2b","i":4000}"""u8.ToArray(), dice).Where(value => value != '\n'), .. "\r\n"u8];
        }
    }

    private byte[] Welcome()
    {
        lock (_gate)
        {
            return IsHonest || dice.Percent(90) ? "+OK\r\n"u8.ToArray() : Replies.Wire("{}"u8.ToArray(), dice);
        }
    }

    private byte[] Answer(string line)
    {
        lock (_gate)
        {
            var good = line.StartsWith("INFO", StringComparison.Ordinal) ? Replies.Info
                : line.StartsWith("BATCH STATUS", StringComparison.Ordinal) ? Replies.Status
                : line.StartsWith("BATCH TREE", StringComparison.Ordinal) ? Replies.Tree
                : line.StartsWith("FETCH", StringComparison.Ordinal) ? Replies.Job
                : line.StartsWith("PUSHB", StringComparison.Ordinal) ? Replies.Refusals
                : line.StartsWith("BEAT", StringComparison.Ordinal) ? Replies.State
                : line.StartsWith("BATCH", StringComparison.Ordinal) ? "b-abcdef"
                : "";
            return IsHonest
                ? good.Length == 0 ? "+OK\r\n"u8.ToArray() : Encoding.UTF8.GetBytes($"${Encoding.UTF8.GetByteCount(good)}\r\n{good}\r\n")
                : dice.Percent(3) ? []
                : good.Length == 0 && dice.Percent(50) ? "+OK\r\n"u8.ToArray()
                : Replies.Wire(Replies.Body(good, dice), dice);
        }
    }

    private bool Chance(int of100)
    {
        lock (_gate)
        {
            return !IsHonest && dice.Percent(of100);
        }
    }

    private async Task SayAsync(IDuplexPipe pipe, byte[] bytes)
    {
        for (var rest = bytes.AsMemory(); rest.Length > 0;)
        {
            int count;
            lock (_gate)
            {
                count = Math.Min(rest.Length, dice.Between(1, 2000));
            }

            await pipe.Output.WriteAsync(rest[..count]);
            rest = rest[count..];
        }
    }
}
