using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faktory.Server.Sqlite.Tests;

/// <summary>A folder for the databases of one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("faktory-store-").FullName;

    public string Database => File("faktory.db");

    public string File(string name) => Path.Combine(Root, name);

    public SqliteStoreFactory Factory(Func<SqliteStoreSettings, SqliteStoreSettings>? change = null, ILogger<SqliteStoreFactory>? logger = null)
    {
        var settings = new SqliteStoreSettings { Path = Database };
        return new SqliteStoreFactory(change?.Invoke(settings) ?? settings, logger ?? NullLogger<SqliteStoreFactory>.Instance);
    }

    public async Task<SqliteStore> OpenAsync(Func<SqliteStoreSettings, SqliteStoreSettings>? change = null, ILogger<SqliteStoreFactory>? logger = null)
    {
        var factory = Factory(change, logger);
        return (SqliteStore)await factory.OpenAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
