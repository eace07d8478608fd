using System.IO.Pipelines;
using System.Net.Sockets;
using Faktory.Fuzz.Tests.Grammar;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>Plays one session over a connection and checks every reply.</summary>
/// <param name="pipe">The client's side.</param>
/// <param name="names">Learns of batches and jobs.</param>
/// <param name="dice">Where the bytes are split.</param>
/// <param name="session">For messages.</param>
internal sealed class FuzzClient(IDuplexPipe pipe, Vocabulary names, Dice dice, int session)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private bool _wasReset;

    /// <summary>How many lines were answered by something else than an error.</summary>
    public int Accepted { get; private set; }

    /// <param name="plan">What to send.</param>
    /// <param name="maxLineBytes">The server's limit.</param>
    /// <param name="needsPassword">Whether the server wants a password, which this client does not know.</param>
    /// <returns>How many lines were answered.</returns>
    public async Task<int> PlayAsync(SessionPlan plan, int maxLineBytes, bool needsPassword)
    {
        byte[] bytes = [.. plan.Hello, .. "\r\n"u8, .. plan.Bytes];
        if (plan.End == SessionEnd.Vanish)
        {
            await WriteAsync(bytes);
            await pipe.Input.CompleteAsync();
            await HalfCloseAsync();
            return plan.Lines;
        }

        var reading = ReadToEndAsync();
        await WriteAsync(bytes);
        await HalfCloseAsync();
        byte[] seen;
        try
        {
            seen = await reading.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail(FuzzFailure.Describe("The connection hangs.", session, bytes));
            throw;
        }

        // A socket that is closed while its client still writes takes the replies on their way along.
        if (!_wasReset || !SentLines.Of(plan.Bytes, maxLineBytes).IsEnded)
        {
            Check(plan, seen, maxLineBytes, needsPassword);
        }

        await pipe.Input.CompleteAsync();
        return plan.Lines;
    }

    private void Check(SessionPlan plan, byte[] seen, int maxLineBytes, bool needsPassword)
    {
        var replies = Parse(plan, seen);
        Assert.True(replies.Count > 0 && replies[0].Text.StartsWith("HI {", StringComparison.Ordinal), FuzzFailure.Describe("No greeting.", session, plan.Hello));
        if (needsPassword)
        {
            var isRefused = replies.Count == 1 || (replies.Count == 2 && replies[1] is { Kind: '-', Text: "ERR Invalid password" });
            Assert.True(isRefused, FuzzFailure.Describe("A stranger was let in.", session, plan.Hello));
            return;
        }

        if (replies.Count == 1 && plan.IsHelloDamaged)
        {
            return;
        }

        Assert.True(replies.Count > 1 && replies[1] is { Kind: '+', Text: "OK" }, FuzzFailure.Describe("HELLO was not accepted.", session, plan.Hello));
        CheckReplies(plan, replies[2..], SentLines.Of(plan.Bytes, maxLineBytes));
    }

    private List<SeenReply> Parse(SessionPlan plan, byte[] seen)
    {
        try
        {
            return SeenReply.ReadAll(seen);
        }
        catch (InvalidDataException error)
        {
            Assert.Fail(FuzzFailure.Describe(error.Message, session, plan.Bytes, FuzzFailure.Show(seen)));
            throw;
        }
    }

    private void CheckReplies(SessionPlan plan, List<SeenReply> replies, SentLines sent)
    {
        for (var i = 0; i < Math.Min(replies.Count, sent.Answered.Count); i++)
        {
            var (line, reply) = (sent.Answered[i], replies[i]);
            if (ReplyRules.Check(line, reply, names) is { } problem)
            {
                Assert.Fail(FuzzFailure.Describe(problem, session, line, reply.Kind + FuzzFailure.Show(reply.Payload)));
            }

            CheckOrder(line, reply);
            Accepted += reply.Kind == '-' ? 0 : 1;
        }

        var expected = sent.Answered.Count + (sent.IsTooLong ? 1 : 0);
        Assert.True(expected == replies.Count, FuzzFailure.Describe($"{replies.Count} replies to {expected} lines.", session, plan.Bytes));
        if (sent.IsTooLong)
        {
            Assert.StartsWith("ERR command line exceeds ", replies[^1].Text, StringComparison.Ordinal);
        }
    }

    /// <summary>A line that is repeated in its reply shows that no reply took another's place.</summary>
    private void CheckOrder(byte[] line, SeenReply reply)
    {
        if (line.AsSpan().StartsWith("mark-"u8) && !line.Contains((byte)' '))
        {
            Assert.True(reply.Payload.AsSpan().EndsWith(line), FuzzFailure.Describe("A reply to another line.", session, line, reply.Text));
        }
    }

    private async Task WriteAsync(byte[] bytes)
    {
        for (var rest = bytes.AsMemory(); rest.Length > 0;)
        {
            var count = Math.Min(rest.Length, dice.Percent(30) ? dice.Between(1, 40) : dice.Between(1, 200_000));
            try
            {
                var result = await pipe.Output.WriteAsync(rest[..count], TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
                if (result.IsCompleted)
                {
                    return;
                }
            }
            catch (IOException)
            {
                // The server hung up; whether it was right to is seen in what it said.
                return;
            }

            rest = rest[count..];
        }
    }

    private async Task HalfCloseAsync()
    {
        try
        {
            await pipe.Output.CompleteAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // The server was faster.
        }
    }

    private async Task<byte[]> ReadToEndAsync()
    {
        using var seen = new MemoryStream();
        try
        {
            await pipe.Input.CopyToAsync(seen, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            _wasReset = true;
        }

        return seen.ToArray();
    }
}
