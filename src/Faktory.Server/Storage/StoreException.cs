namespace Faktory.Server.Storage;

/// <summary>A store could not be opened, read or written.</summary>
public sealed class StoreException : IOException
{
    /// <summary>Makes one without a message.</summary>
    public StoreException()
    {
    }

    /// <summary>Makes one that names the location and says what to do.</summary>
    public StoreException(string message) : base(message)
    {
    }

    /// <summary>Makes one that names the location, says what to do, and why.</summary>
    public StoreException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
