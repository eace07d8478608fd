namespace Faktory;

/// <summary>A job's arguments do not fit its handler. The message names the parameter, what it expects and what kind of JSON was found, never the value.</summary>
public sealed class JobArgumentException : FaktoryException
{
    /// <summary>Makes one without a message.</summary>
    public JobArgumentException()
    {
    }

    /// <summary>Makes one with a message for a person.</summary>
    public JobArgumentException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message for a person and its cause.</summary>
    public JobArgumentException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
