namespace Faktory;

/// <summary>The server refused something, or something was asked of it that it cannot do. The message says what to do.</summary>
public class FaktoryException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public FaktoryException()
    {
    }

    /// <summary>Makes one with a message for a person.</summary>
    public FaktoryException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message for a person and its cause.</summary>
    public FaktoryException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
