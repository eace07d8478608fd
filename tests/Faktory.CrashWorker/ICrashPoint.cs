namespace Faktory.CrashWorker;

/// <summary>What the chain tells its test, or where it dies.</summary>
public interface ICrashPoint
{
    /// <summary>The builder of stage two has come to a moment of <see cref="CrashMoment"/>.</summary>
    void Reached(int moment);

    void Executed(int number);

    void Finished();
}

/// <summary>The moments at which the builder of stage two can die, in their order.</summary>
public static class CrashMoment
{
    public const int ParentOpened = 0;

    /// <summary>Plus the number of pushes that were answered.</summary>
    public const int BeforePush = 1;

    public const int AllPushed = BeforePush + Chain.JobsInStageTwo;

    public const int Committed = AllPushed + 1;
}
