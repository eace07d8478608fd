namespace Faktory;

/// <summary>No server could be reached in time, or the connection was lost and could not be made again. The message names the address.</summary>
public sealed class FaktoryConnectionException : FaktoryException
{
    /// <summary>Makes one without a message.</summary>
    public FaktoryConnectionException()
    {
    }

    /// <summary>Makes one with a message for a person.</summary>
    public FaktoryConnectionException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message for a person and its cause.</summary>
    public FaktoryConnectionException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
