using System.Globalization;
using Faktory;
using Spectre.Console;

namespace Worker.Demo.Progress;

/// <summary>The tree of batches as a table, one row per batch.</summary>
internal static class BatchTable
{
    /// <summary>Makes the table.</summary>
    public static Table Create(BatchTree root)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Batch", "State", "Jobs", "Done", "Failed", "Callback", "Started", "Took");
        foreach (var number in new[] { 2, 3, 4, 7 })
        {
            table.Columns[number].RightAligned();
        }

        AddRows(table, root, "", "");
        return table;
    }

    private static void AddRows(Table table, BatchTree batch, string branch, string indent)
    {
        table.AddRow(Row(batch.Status, branch));
        for (var number = 0; number < batch.Children.Count; number++)
        {
            var isLast = number == batch.Children.Count - 1;
            AddRows(table, batch.Children[number], indent + (isLast ? "└─ " : "├─ "), indent + (isLast ? "   " : "│  "));
        }
    }

    private static Text[] Row(BatchStatus batch, string branch) =>
    [
        new(branch + batch.Description),
        new(BatchWords.Of(batch.State)),
        Number(batch.Total),
        Number(batch.Total - batch.Pending),
        Number(batch.Failed),
        new(BatchWords.Of(batch.Success)),
        new(batch.CreatedAt.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
        new(batch.FinishedAt is { } end ? string.Create(CultureInfo.InvariantCulture, $"{(end - batch.CreatedAt).TotalSeconds:N3} s") : ""),
    ];

    private static Text Number(long value) => new(value.ToString("N0", CultureInfo.InvariantCulture));
}
