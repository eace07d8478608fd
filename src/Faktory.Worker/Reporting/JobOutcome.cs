using Faktory.Client;

namespace Faktory.Worker;

/// <summary>What came of an execution, and so what the server is told.</summary>
internal abstract record JobOutcome
{
    /// <summary>For telemetry.</summary>
    public abstract string Name { get; }

    /// <summary>It is done: ACK.</summary>
    /// <param name="Result">What it resulted in, as JSON; null for nothing that a server is to keep.</param>
    public sealed record Done(byte[]? Result = null) : JobOutcome
    {
        private static readonly Done Nothing = new();

        /// <summary>The outcome for a result.</summary>
        public static Done With(byte[]? result) => result is null ? Nothing : new Done(result);

        public override string Name => "done";
    }

    /// <summary>It failed: FAIL.</summary>
    public sealed record Failed(string ErrorType, string Message, IReadOnlyList<string> Backtrace) : JobOutcome
    {
        /// <summary>What is to become of the job; the default leaves it to its retry.</summary>
        public FailureWish Wish { get; init; }

        public override string Name => "failed";
    }

    /// <summary>It did not run to its end through no fault of its own: REQUEUE, or FAIL where the server does not know that.</summary>
    public sealed record HandedBack : JobOutcome
    {
        public override string Name => "handed_back";
    }

    /// <summary>The server has given it up already: nothing.</summary>
    public sealed record Lost : JobOutcome
    {
        public override string Name => "lost";
    }
}
