using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The fields of a batch as a client sent them, gathered until it is known whether they may stand together.</summary>
internal sealed class BatchFields
{
    public string? Description { get; private set; }

    public string? ParentId { get; private set; }

    public string? Key { get; private set; }

    public CallbackDraft? Success { get; set; }

    public CallbackDraft? Complete { get; set; }

    public CallbackDraft? Cancelled { get; set; }

    public IReadOnlyList<JobDraft> Jobs { get; set; } = [];

    public IReadOnlyList<BatchDraft> Children { get; set; } = [];

    /// <summary>Reads a field that is text; an empty parent or key is none.</summary>
    /// <returns>Whether it was one.</returns>
    /// <exception cref="JsonException">Its value is no text.</exception>
    public bool TryReadText(scoped ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        if (JsonArgument.Matches(name, "description"u8))
        {
            Description = ShownText.Cut(JsonArgument.ReadString(ref reader, "description"));
        }
        else if (JsonArgument.Matches(name, "parent_bid"u8))
        {
            ParentId = JsonArgument.ReadString(ref reader, "parent_bid") is { Length: > 0 } parent ? parent : null;
        }
        else if (JsonArgument.Matches(name, "key"u8))
        {
            Key = JsonArgument.ReadString(ref reader, "key") is { Length: > 0 } key ? key : null;
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <param name="isTop">Whether it stands in no other batch, so that its parent is its own to name.</param>
    public BatchDraft ToDraft(bool isTop) => new()
    {
        Description = Description ?? "",
        ParentId = isTop ? ParentId : null,
        Key = Key,
        Success = Success,
        Complete = Complete,
        Cancelled = Cancelled,
        Jobs = Jobs,
        Children = Children,
    };
}
