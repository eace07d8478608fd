namespace Faktory.Worker;

/// <summary>What <c>OnException</c> said, by type of exception.</summary>
internal sealed class ExceptionRules
{
    private readonly Dictionary<Type, Func<Exception, JobContext, FailureAction?>> _rules = [];

    /// <summary>Adds a rule; a second one for the same type replaces it.</summary>
    public void Add<TException>(FailureAction action)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(action);
        _rules[typeof(TException)] = (_, _) => action;
    }

    /// <inheritdoc cref="Add{TException}(FailureAction)"/>
    public void Add<TException>(Func<TException, JobContext, FailureAction> decide)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(decide);
        _rules[typeof(TException)] = (exception, context) => decide((TException)exception, context);
    }

    /// <summary>What the rule for the most derived type says; null when there is none for the exception.</summary>
    public FailureAction? Find(Exception exception, JobContext context)
    {
        for (var type = exception.GetType(); type is not null && _rules.Count > 0; type = type.BaseType)
        {
            if (_rules.TryGetValue(type, out var decide))
            {
                return decide(exception, context) ?? FailureAction.Retry;
            }
        }

        return null;
    }
}
