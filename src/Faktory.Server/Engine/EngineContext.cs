namespace Faktory.Server.Engine;

/// <summary>What every part of the engine shares while a command is applied.</summary>
internal sealed class EngineContext(EngineOptions options)
{
    public EngineOptions Options => options;

    /// <summary>Engine time, UTC: never goes back.</summary>
    public DateTime Now { get; private set; }

    public SeededIds Ids { get; } = new();

    public ChangeTracker Changes { get; } = new();

    public Counters Counters { get; } = new();

    /// <summary>Belongs to the process, not to this engine.</summary>
    public JobTally Tally { get; init; } = new();

    public BatchCensus Census { get; } = new();

    /// <summary>Jobs and batch members forgotten since the host last asked.</summary>
    public long Released { get; set; }

    /// <summary>The last position handed out; orders queues and tells when a job entered its set.</summary>
    public long LastPosition { get; set; }

    public List<Command> Answered { get; } = [];

    /// <summary>For the log; the host empties it.</summary>
    public List<EngineNotice> Notices { get; } = [];

    public SettledRing Settled { get; } = new();

    public void Begin(Command command)
    {
        Advance(command.Now);
        Ids.Reset(command.Seed);
    }

    public void Advance(DateTime now)
    {
        if (now > Now)
        {
            Now = now;
        }
    }

    public long NextPosition() => ++LastPosition;

    public void Answer(Command command, Reply reply)
    {
        command.Reply = reply;
        Answered.Add(command);
    }
}
