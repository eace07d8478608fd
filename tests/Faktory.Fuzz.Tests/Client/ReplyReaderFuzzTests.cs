using System.IO.Pipelines;
using Faktory.Fuzz.Tests.Server;
using Faktory.Protocol;

namespace Faktory.Fuzz.Tests.Client;

/// <summary>Any bytes to the reader of replies.</summary>
public sealed class ReplyReaderFuzzTests
{
    private const int MaxReplyBytes = 4096;

    [Fact]
    public async Task Any_bytes_are_replies_or_a_protocol_error_however_they_are_split()
    {
        var dice = new Dice(FuzzBudget.Seed);
        for (var input = 0; input < FuzzBudget.Inputs / 5; input++)
        {
            byte[] bytes = [.. Enumerable.Range(0, dice.Between(1, 4)).SelectMany(_ => Replies.Wire(Replies.Body(dice.Of(Replies.Bodies), dice), dice))];

            var whole = await ReadAsync(bytes, [bytes.Length]);
            var split = await ReadAsync(bytes, [.. Cuts(bytes.Length, dice)]);

            Assert.True(whole.SequenceEqual(split), FuzzFailure.Describe($"Split: {string.Join(" | ", split)}\nWhole: {string.Join(" | ", whole)}", input, bytes));
        }
    }

    private static IEnumerable<int> Cuts(int length, Dice dice)
    {
        for (var rest = length; rest > 0;)
        {
            var next = Math.Min(rest, dice.Between(1, dice.Percent(50) ? 3 : 500));
            yield return next;
            rest -= next;
        }
    }

    /// <summary>What was read, and how it ended.</summary>
    private static async Task<List<string>> ReadAsync(byte[] bytes, int[] cuts)
    {
        // Every write is seen as a segment of its own.
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1, pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var reading = ReadAllAsync(new ReplyReader(pipe.Reader, MaxReplyBytes));
        var at = 0;
        foreach (var cut in cuts)
        {
            await pipe.Writer.WriteAsync(bytes.AsMemory(at, cut), TestContext.Current.CancellationToken);
            at += cut;
        }

        await pipe.Writer.CompleteAsync();
        return await reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static async Task<List<string>> ReadAllAsync(ReplyReader reader)
    {
        var seen = new List<string>();
        try
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } reply)
            {
                seen.Add($"{reply.Kind} {Convert.ToHexString(reply.Payload.Span)}");
            }

            seen.Add("end");
        }
        catch (FaktoryProtocolException)
        {
            // Which of two faults is named first may depend on how the bytes came.
            seen.Add("protocol error");
        }

        return seen;
    }
}
