using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite;

/// <summary>For statements that run once: settings, schema, questions. All text comes from this library.</summary>
internal static class SqliteConnectionExtensions
{
    public static void Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static string? ReadText(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static long ReadNumber(this SqliteConnection connection, string sql) =>
        long.Parse(connection.ReadText(sql) ?? "0", CultureInfo.InvariantCulture);
}
