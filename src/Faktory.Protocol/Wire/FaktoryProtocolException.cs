namespace Faktory.Protocol;

/// <summary>The other side broke the Faktory Work Protocol or a configured limit; the connection is to be closed.</summary>
public sealed class FaktoryProtocolException : IOException
{
    /// <summary>Makes one without a message.</summary>
    public FaktoryProtocolException()
    {
    }

    /// <summary>Makes one that says what was wrong.</summary>
    public FaktoryProtocolException(string message) : base(message)
    {
    }

    /// <summary>Makes one that says what was wrong and why.</summary>
    public FaktoryProtocolException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
