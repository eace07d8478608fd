namespace Faktory;

/// <summary>Thrown by a handler or a middleware to fail its job and to say what becomes of it; no rule of <c>OnException</c> overrules it.</summary>
public class JobFailedException : FaktoryException
{
    /// <summary>Makes one that leaves the job to its retry.</summary>
    public JobFailedException()
    {
    }

    /// <summary>Makes one that leaves the job to its retry.</summary>
    /// <param name="message">For a person; FAIL carries it.</param>
    public JobFailedException(string message) : base(message)
    {
    }

    /// <summary>Makes one that leaves the job to its retry.</summary>
    /// <param name="message">For a person; FAIL carries it.</param>
    /// <param name="innerException">Its cause.</param>
    public JobFailedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">For a person; FAIL carries it.</param>
    /// <param name="action">What becomes of the job.</param>
    /// <param name="innerException">Its cause, which FAIL's backtrace shows as well; null for none.</param>
    public JobFailedException(string message, FailureAction action, Exception? innerException = null) : base(message, innerException!)
    {
        ArgumentNullException.ThrowIfNull(action);
        Action = action;
    }

    /// <summary>What becomes of the job.</summary>
    /// <value><see cref="FailureAction.Retry"/>.</value>
    public FailureAction Action { get; } = FailureAction.Retry;
}
