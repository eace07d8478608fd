using System.Text;

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

    // Through bytes, because half of a surrogate pair, cut off here or found in a message, cannot be written as JSON.
    private static string Shorten(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length <= MaxMessageLength ? text : text[..MaxMessageLength]));
}
