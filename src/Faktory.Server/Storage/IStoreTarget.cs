namespace Faktory.Server.Storage;

/// <summary>Receives a store's rows while it loads.</summary>
public interface IStoreTarget
{
    /// <summary>A small named value.</summary>
    void OnEntry(string key, byte[] value);

    /// <summary>A known queue.</summary>
    void OnQueue(in QueueRow row);

    /// <summary>A batch; its parent came before.</summary>
    void OnBatch(BatchRow row);

    /// <summary>A change of batch members; later ones win.</summary>
    void OnMembers(in MemberRow row);

    /// <summary>A group of settled job ids.</summary>
    void OnSettled(in SettledRow row);

    /// <summary>A live job; its queue and batch came before.</summary>
    void OnJob(in JobRow row);
}
