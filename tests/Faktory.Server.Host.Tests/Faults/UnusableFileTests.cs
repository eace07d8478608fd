using System.Buffers.Binary;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Faults;

/// <summary>The stand-alone server at a data file that it must not touch: one clear error, and the file stays as it is.</summary>
public sealed class UnusableFileTests(StoredFile stored) : IClassFixture<StoredFile>, IDisposable
{
    private const int SchemaVersionAt = 60;

    private const int ApplicationIdAt = 68;

    private readonly DataFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder.Path, "faktory.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut off", "damaged", "Restore a backup")]
    [InlineData("cut off within a page", "damaged", "Restore a backup")]
    [InlineData("without a table's pages", "damaged", "Restore a backup")]
    [InlineData("garbage", "not a database", "Restore a backup")]
    [InlineData("of another program", "another program", "Give the server another file")]
    [InlineData("of a newer version", "newer version", "Run that version")]
    public async Task A_file_that_is_damaged_or_foreign_is_named_and_left_alone(string damage, string finding, string advice)
    {
        var damaged = Damage(damage);
        await File.WriteAllBytesAsync(Database, damaged, Cancellation);

        var (code, log) = await KillableServer.FailToStartAsync(_folder.Path);

        AssertRefused(code, log, Database, finding, advice);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(Database, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_whose_database_is_missing_or_empty_is_not_thrown_away(bool isEmpty)
    {
        if (isEmpty)
        {
            await File.WriteAllBytesAsync(Database, [], Cancellation);
        }

        await File.WriteAllBytesAsync(Database + "-wal", stored.Bytes, Cancellation);

        var (code, log) = await KillableServer.FailToStartAsync(_folder.Path);

        AssertRefused(code, log, Database + "-wal", isEmpty ? "is empty" : "is missing", "Put the database back");
        Assert.Equal(stored.Bytes, await File.ReadAllBytesAsync(Database + "-wal", Cancellation));
        Assert.Equal(isEmpty, File.Exists(Database));
    }

    [Fact]
    public async Task A_file_that_may_only_be_read_is_named()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Needs the permissions of Unix.");
            return;
        }

        await File.WriteAllBytesAsync(Database, stored.Bytes, Cancellation);
        File.SetUnixFileMode(Database, UnixFileMode.UserRead);

        // Root may write to any file unless it gives that right up.
        string[] by = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];
        var (code, log) = await KillableServer.FailToStartAsync(_folder.Path, by);

        AssertRefused(code, log, Database, "is read-only", "write permission");
        Assert.Equal(stored.Bytes, await File.ReadAllBytesAsync(Database, Cancellation));
    }

    private static void AssertRefused(int code, string log, params string[] parts)
    {
        Assert.Equal(1, code);
        Assert.All(parts, part => Assert.Contains(part, log, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
    }

    private byte[] Damage(string how)
    {
        var bytes = (byte[])stored.Bytes.Clone();
        const int page = 4096;
        switch (how)
        {
            case "cut off":
                return bytes[..(bytes.Length / 2 / page * page)];
            case "cut off within a page":
                return bytes[..(bytes.Length - (page / 2))];
            case "without a table's pages":
                bytes.AsSpan(page).Clear();
                return bytes;
            case "garbage":
                new Random(1).NextBytes(bytes);
                return bytes;
            case "of another program":
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(ApplicationIdAt), 1);
                return bytes;
            default:
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SchemaVersionAt), 99);
                return bytes;
        }
    }
}
