namespace Faktory.Client;

/// <summary>How a handle came by its batch; decides what disposal does.</summary>
internal enum BatchOrigin
{
    /// <summary>A new root that nobody can find again.</summary>
    NewRoot,

    /// <summary>A root that a repetition finds by its key.</summary>
    KeyedRoot,

    /// <summary>A child.</summary>
    Stage,

    /// <summary>A batch that existed before.</summary>
    Opened,
}
