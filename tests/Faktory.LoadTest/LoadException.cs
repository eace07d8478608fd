namespace Faktory.LoadTest;

/// <summary>Why a measurement is impossible; its message is all that a person needs.</summary>
internal sealed class LoadException(string message) : Exception(message);
