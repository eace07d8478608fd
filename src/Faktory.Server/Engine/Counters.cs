using System.Buffers.Binary;

namespace Faktory.Server.Engine;

/// <summary>Totals since the store was created or flushed (BEHAVIOUR 2.8), kept in one small entry.</summary>
internal sealed class Counters
{
    public const string Key = "counters";

    private const int Fields = 2;

    private bool _isDirty;

    public bool HasChange => _isDirty;

    public long Processed { get; private set; }

    public long Failures { get; private set; }

    public void CountSuccess()
    {
        Processed++;
        _isDirty = true;
    }

    public void CountFailure()
    {
        Processed++;
        Failures++;
        _isDirty = true;
    }

    public void Clear()
    {
        Processed = 0;
        Failures = 0;
        _isDirty = false;
    }

    /// <summary>The value to store, if it changed since the last call.</summary>
    public byte[]? TakeChange()
    {
        if (!_isDirty)
        {
            return null;
        }

        _isDirty = false;
        var value = new byte[Fields * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, Processed);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(sizeof(long)), Failures);
        return value;
    }

    /// <summary>Takes over a stored value.</summary>
    public void Load(ReadOnlySpan<byte> value)
    {
        Processed = BinaryPrimitives.ReadInt64BigEndian(value);
        Failures = BinaryPrimitives.ReadInt64BigEndian(value[sizeof(long)..]);
    }
}
