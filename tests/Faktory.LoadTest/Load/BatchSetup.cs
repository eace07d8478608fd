using System.Text;
using System.Text.Json;
using Faktory.LoadTest.Wire;

namespace Faktory.LoadTest.Load;

/// <summary>The batches around the jobs of one measurement. None of this is measured.</summary>
internal sealed class BatchSetup(FwpConnection connection, string callbackQueue)
{
    private const int Chunk = 100;

    /// <summary>Makes batches whose callback goes to a queue of its own.</summary>
    public async Task<string[]> OpenAsync(int count, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetBytes($$$"""BATCH NEW {"description":"load","success":{"jobtype":"done","queue":"{{{callbackQueue}}}","args":[]}}""" + "\r\n");
        var ids = new string[count];
        await ForEachAsync(count, _ => line, (number, reply) => ids[number] = ReadId(reply), cancellationToken);
        return ids;
    }

    public Task CommitAsync(string[] ids, CancellationToken cancellationToken) => ForEachAsync(
        ids.Length,
        number => Encoding.UTF8.GetBytes($"BATCH COMMIT {ids[number]}\r\n"),
        (_, reply) => reply.ExpectOk("BATCH COMMIT"),
        cancellationToken);

    private async Task ForEachAsync(int count, Func<int, byte[]> command, Action<int, FwpReply> read, CancellationToken cancellationToken)
    {
        for (var first = 0; first < count; first += Chunk)
        {
            var end = Math.Min(first + Chunk, count);
            for (var number = first; number < end; number++)
            {
                connection.Write(command(number));
            }

            await connection.SendAsync(cancellationToken);
            for (var number = first; number < end; number++)
            {
                read(number, await connection.ReadAsync(cancellationToken));
            }
        }
    }

    /// <summary>Servers differ: a bid comes as the text itself or as a JSON string.</summary>
    private static string ReadId(FwpReply reply)
    {
        var text = reply.ExpectBulk("BATCH NEW").Span;
        return text[0] == (byte)'"' ? JsonSerializer.Deserialize<string>(text)! : Encoding.UTF8.GetString(text);
    }
}
