using System.Globalization;
using System.Text;

namespace Faktory.LoadTest.Wire;

/// <summary>The texts of one measurement: its jobs, all in one queue of its own.</summary>
internal sealed class JobLines
{
    private readonly byte[] _head;
    private readonly byte[] _tail;
    private readonly string[] _batches;
    private readonly int _batchSize;

    /// <param name="name">A name no other measurement has.</param>
    /// <param name="argumentSize">The length of the argument of a job.</param>
    /// <param name="batches">The ids of the batches that the jobs belong to in turn; empty for none.</param>
    /// <param name="batchSize">How many members each batch has.</param>
    public JobLines(string name, int argumentSize, string[] batches, int batchSize)
    {
        _batches = batches;
        _batchSize = batchSize;
        Queue = "load-" + name;
        FetchLine = Encoding.UTF8.GetBytes($"FETCH {Queue}\r\n");
        _head = Encoding.UTF8.GetBytes($"{{\"jid\":\"load{name}");
        _tail = Encoding.UTF8.GetBytes(
            $"\",\"jobtype\":\"load\",\"queue\":\"{Queue}\",\"reserve_for\":1800,\"created_at\":\"2026-01-01T00:00:00Z\",\"args\":[\"{new string('x', argumentSize)}\"]");
    }

    public string Queue { get; }

    /// <summary>The command that fetches the next job.</summary>
    public byte[] FetchLine { get; }

    /// <summary>Writes the jobs from one number to another as PUSH, or as PUSHB when there are several.</summary>
    public void WritePush(FwpConnection connection, int first, int count)
    {
        connection.Write(count == 1 ? "PUSH "u8 : "PUSHB ["u8);
        for (var number = first; number < first + count; number++)
        {
            connection.Write(number == first ? default : ","u8);
            WriteJob(connection, number);
        }

        connection.Write(count == 1 ? "\r\n"u8 : "]\r\n"u8);
    }

    /// <summary>Writes the ACK of a fetched job.</summary>
    /// <exception cref="LoadException">The job has no id.</exception>
    public static void WriteAck(FwpConnection connection, ReadOnlySpan<byte> job)
    {
        var id = job.IndexOf("\"jid\":\""u8) + 7;
        var length = id < 7 ? -1 : job[id..].IndexOf((byte)'"');
        if (length < 0)
        {
            throw new LoadException($"A fetched job has no jid: {Encoding.UTF8.GetString(job)}");
        }

        connection.Write("ACK {\"jid\":\""u8);
        connection.Write(job.Slice(id, length));
        connection.Write("\"}\r\n"u8);
    }

    private void WriteJob(FwpConnection connection, int number)
    {
        Span<byte> digits = stackalloc byte[12];
        number.TryFormat(digits, out var length, "D8", CultureInfo.InvariantCulture);
        connection.Write(_head);
        connection.Write(digits[..length]);
        connection.Write(_tail);
        if (_batches.Length > 0)
        {
            connection.Write(",\"custom\":{\"bid\":\""u8);
            connection.Write(Encoding.UTF8.GetBytes(_batches[number / _batchSize]));
            connection.Write("\"}"u8);
        }

        connection.Write("}"u8);
    }
}
