namespace Faktory.Worker;

/// <summary>Turns exceptions into what FAIL carries.</summary>
internal static class JobFailures
{
    private const int MaxMessageLength = 1000;
    private const int MaxFrames = 50;

    /// <summary>The outcome for an exception of a handler.</summary>
    public static JobOutcome.Failed From(Exception exception)
    {
        var type = exception.GetType();
        return new JobOutcome.Failed(type.FullName ?? type.Name, Shorten(exception.Message), Frames(exception));
    }

    /// <summary>The outcome for a failure that is not an exception's.</summary>
    public static JobOutcome.Failed Of(string errorType, string message) => new(errorType, Shorten(message), []);

    private static List<string> Frames(Exception exception)
    {
        var frames = new List<string>();
        for (var current = exception; current is not null && frames.Count < MaxFrames; current = current.InnerException)
        {
            if (current != exception)
            {
                frames.Add($"caused by {current.GetType().FullName}: {Shorten(current.Message).ReplaceLineEndings(" ")}");
            }

            frames.AddRange((current.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return frames.Count > MaxFrames ? frames.GetRange(0, MaxFrames) : frames;
    }

    private static string Shorten(string text)
    {
        if (text.Length <= MaxMessageLength)
        {
            return text;
        }

        // Half of a surrogate pair is not text.
        var length = char.IsHighSurrogate(text[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength;
        return text[..length];
    }
}
