namespace Faktory.Server.Commands;

/// <summary>Text that is kept only to be shown: the description of a batch or of a job's progress.</summary>
internal static class ShownText
{
    /// <summary>Every status carries it, so that its length is everybody's.</summary>
    public const int MaxCharacters = 1000;

    /// <summary>Cuts what is too long to be shown, not within a character.</summary>
    public static string? Cut(string? text) => text is not { Length: > MaxCharacters }
        ? text
        : text[..(char.IsHighSurrogate(text[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters)];
}
