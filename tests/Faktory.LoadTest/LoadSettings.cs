using System.Net;

namespace Faktory.LoadTest;

/// <summary>What the command line asks for.</summary>
internal sealed record LoadSettings
{
    /// <summary>Where a running server takes commands; unused when the tool starts one.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>The password of the server; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The process whose CPU time is counted; null leaves the figure out.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The server program to start; null uses a running one.</summary>
    public string? ServerProgram { get; init; }

    /// <summary>The durability of the started server; null leaves it to its own default.</summary>
    public string? Durability { get; init; }

    /// <summary>What to measure, in this order.</summary>
    public required IReadOnlyList<Phase> Phases { get; init; }

    /// <summary>Each number of connections to measure with.</summary>
    public required IReadOnlyList<int> Connections { get; init; }

    /// <summary>Each number of commands in flight per connection; 1 is strict request-response.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>How many jobs each measurement moves.</summary>
    public required int Jobs { get; init; }

    /// <summary>How many jobs are moved before anything is measured, so that the server has compiled its code.</summary>
    public required int WarmUp { get; init; }

    /// <summary>How many jobs one PUSHB carries; 1 sends PUSH.</summary>
    public required int PushSize { get; init; }

    /// <summary>How many members each batch has; 0 makes no batches.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The length of the argument of each job, in bytes.</summary>
    public required int ArgumentSize { get; init; }

    /// <summary>Whether a Kestrel echo and the disk's sync are measured too.</summary>
    public required bool Baselines { get; init; }

    /// <summary>The longest that everything may take.</summary>
    public required TimeSpan Timeout { get; init; }
}
