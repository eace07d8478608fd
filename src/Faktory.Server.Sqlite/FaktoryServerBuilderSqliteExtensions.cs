using Faktory.Server.Sqlite;
using Faktory.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faktory;

/// <summary>Chooses SQLite as the store of an embedded server.</summary>
public static class FaktoryServerBuilderSqliteExtensions
{
    /// <summary>Keeps the server's state in a SQLite file, which is made, with its folder, when it is missing. One server per file.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="path">The file; a relative one is below the current folder. Null: <c>faktory.db</c> in <see cref="FaktoryServerOptions.DataDirectory"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IFaktoryServerBuilder UseSqlite(this IFaktoryServerBuilder builder, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IStoreFactory>(services =>
        {
            var options = services.GetRequiredService<IOptions<FaktoryServerOptions>>().Value;
            var settings = new SqliteStoreSettings
            {
                Path = Path.GetFullPath(path ?? Path.Combine(options.DataDirectory, "faktory.db")),
                Durability = options.Durability,
            };
            return new SqliteStoreFactory(settings, services.GetRequiredService<ILogger<SqliteStoreFactory>>());
        }));
        return builder;
    }
}
