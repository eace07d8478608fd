using System.Buffers;

namespace Faktory.Server.Engine;

/// <summary>What the change tracker knows of one batch.</summary>
internal sealed class BatchStorage
{
    /// <summary>Whether the store has a row of it.</summary>
    public bool IsStored { get; set; }

    public bool IsDirty { get; set; }

    /// <summary>The sequence of its next member row.</summary>
    public long NextMemberRow { get; set; }

    /// <summary>Member changes of the current group; null for none.</summary>
    public ArrayBufferWriter<byte>? MemberChanges { get; set; }

    /// <summary>The times in the stored row: they are written anew only when they moved by much.</summary>
    public DateTime StoredTouchedAt { get; set; }

    /// <inheritdoc cref="StoredTouchedAt"/>
    public DateTime StoredActiveAt { get; set; }
}
