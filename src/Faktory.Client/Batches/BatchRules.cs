using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>What a server would refuse, said before it is asked.</summary>
internal static class BatchRules
{
    /// <exception cref="ArgumentException">The batch cannot be created.</exception>
    /// <exception cref="FaktoryException">This server cannot create it.</exception>
    public static void Check(Batch batch, bool isRoot, ServerInfo server)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (string.IsNullOrEmpty(batch.Description))
        {
            throw new ArgumentException("A batch needs a description; people tell batches apart by it.", nameof(batch));
        }

        if (batch.Success is null && batch.Complete is null)
        {
            if (isRoot)
            {
                throw new ArgumentException($"Batch \"{batch.Description}\" has no callback, so nobody would learn that it is done; set Success or Complete.", nameof(batch));
            }

            if (!server.Extensions.Contains(FaktoryExtensions.BatchKey))
            {
                throw new FaktoryException($"Stage \"{batch.Description}\" has no callback, and this server takes none without: give it Success, or push these jobs to the parent.");
            }
        }

        foreach (var child in batch.Children)
        {
            Check(child, isRoot: false, server);
        }
    }
}
