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

    /// <summary>Ids of the jobs that were pushed.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>Ids of the refused jobs, with the server's reason.</summary>
    public IReadOnlyDictionary<string, string> Rejected { get; init; } = new Dictionary<string, string>();
}
