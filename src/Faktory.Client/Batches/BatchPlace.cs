namespace Faktory.Client;

/// <summary>Where a batch is to be created, and as which.</summary>
/// <param name="ParentId">The batch it becomes a child of; null for a root.</param>
/// <param name="Key">What makes its creation repeatable; never null, because a reply may be lost.</param>
/// <param name="IsRepeatable">Whether a later run of the same code will find it by the key, so that what it holds must come out the same.</param>
internal readonly record struct BatchPlace(string? ParentId, string Key, bool IsRepeatable)
{
    /// <summary>A place under a key that somebody chose or derived; a throw-away key when there is none.</summary>
    public static BatchPlace Of(string? parentId, string? key) => new(parentId, key ?? JobId.NewRandom(), key is not null);

    /// <summary>The place of the n-th child that has no key of its own.</summary>
    public static string NumberedKey(int number) => $"#{number}";
}
