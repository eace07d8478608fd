using Worker.Demo.Merging;

namespace Worker.Demo.Reporting;

/// <summary>One line of the report's main table.</summary>
/// <param name="Extension">The extension, as in <see cref="FileExtension"/>.</param>
/// <param name="Totals">Sums over its files.</param>
internal sealed record ExtensionTotals(string Extension, Totals Totals);
