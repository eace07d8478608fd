namespace Faktory;

/// <summary>The reply of <c>INFO</c>.</summary>
public sealed record ServerInfo
{
    /// <summary>Waiting jobs per known queue (<c>faktory.queues</c>).</summary>
    public IReadOnlyDictionary<string, long> Queues { get; init; } = new Dictionary<string, long>();

    /// <summary>Jobs waiting for their time (<c>faktory.sets.scheduled</c>).</summary>
    public long Scheduled { get; init; }

    /// <summary>Failed jobs waiting for their retry (<c>faktory.sets.retries</c>).</summary>
    public long Retries { get; init; }

    /// <summary>Jobs out of retries (<c>faktory.sets.dead</c>).</summary>
    public long Dead { get; init; }

    /// <summary>Jobs reserved by workers (<c>faktory.sets.working</c>).</summary>
    public long Working { get; init; }

    /// <summary>Failed executions since the store was created or flushed (<c>faktory.total_failures</c>).</summary>
    public long TotalFailures { get; init; }

    /// <summary>Executions, failed ones included (<c>faktory.total_processed</c>).</summary>
    public long TotalProcessed { get; init; }

    /// <summary>Waiting jobs over all queues (<c>faktory.total_enqueued</c>).</summary>
    public long TotalEnqueued { get; init; }

    /// <summary>"Faktory Enterprise" where the server has batches (<c>server.description</c>).</summary>
    public string Description { get; init; } = "";

    /// <summary>The protocol-compatible version, for example 1.10.0 (<c>server.faktory_version</c>).</summary>
    public string Version { get; init; } = "";

    /// <summary>How long the server has been up, to the second (<c>server.uptime</c>).</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>Open connections, the caller's included (<c>server.connections</c>).</summary>
    public long Connections { get; init; }

    /// <summary>Commands served (<c>server.command_count</c>).</summary>
    public long CommandCount { get; init; }

    /// <summary>Memory in use, MiB (<c>server.used_memory_mb</c>).</summary>
    public long UsedMemoryMegabytes { get; init; }

    /// <summary>Extensions of the protocol that the server supports (<c>server.extensions</c>); empty on other servers.</summary>
    public IReadOnlySet<string> Extensions { get; init; } = new HashSet<string>();
}
