using System.Buffers;
using System.Security.Cryptography;

namespace Worker.Demo.Counting;

/// <summary>Reads one file and counts it.</summary>
internal static class FileCounter
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Counts a file. One that is gone or forbidden is a result too: trying again would not help. Other errors are thrown.</summary>
    /// <param name="root">The input folder.</param>
    /// <param name="path">The file, relative to <paramref name="root"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<FileFacts> CountAsync(string root, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(Path.Combine(root, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return await CountAsync(path, file, cancellationToken);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileFacts.Unreadable(path, "not found");
        }
        catch (UnauthorizedAccessException)
        {
            return FileFacts.Unreadable(path, "access denied");
        }
    }

    private static async Task<FileFacts> CountAsync(string path, FileStream file, CancellationToken cancellationToken)
    {
        var counter = new TextCounter();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (await file.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                counter.Add(buffer.AsSpan(0, read));
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new FileFacts(path, counter.Bytes, counter.Lines, counter.Words, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
