namespace Faktory;

/// <summary>The server refused some jobs of a bulk push, for other reasons than uniqueness.</summary>
public sealed class PushManyException : FaktoryException
{
    /// <summary>Makes one without details.</summary>
    public PushManyException()
    {
    }

    /// <summary>Makes one with a message for a person.</summary>
    public PushManyException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message for a person and its cause.</summary>
    public PushManyException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>How many jobs of the sequence, from its beginning, were pushed in earlier chunks without a refusal. They are not listed, so that memory stays flat.</summary>
    public int PushedBefore { get; init; }

    /// <summary>Ids of the jobs that were pushed, of the chunk (at most 1,000 jobs) in which some were refused. Jobs after that chunk were not sent.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>Ids of the refused jobs of that chunk, with the server's reason.</summary>
    public IReadOnlyDictionary<string, string> Rejected { get; init; } = new Dictionary<string, string>();
}
