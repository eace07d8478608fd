namespace Faktory.Worker;

/// <summary>A type cannot receive jobs' arguments. Caught at start, where it becomes one line of the start-up error.</summary>
internal sealed class UnbindableArgumentsException(string message) : Exception(message);
