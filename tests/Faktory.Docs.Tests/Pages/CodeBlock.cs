namespace Faktory.Docs.Tests;

/// <summary>A fenced code block of a page.</summary>
/// <param name="Language">What stands behind the fence; empty for nothing.</param>
/// <param name="Line">The number of its first line in the page.</param>
/// <param name="Text">Its lines, joined by line feeds.</param>
internal sealed record CodeBlock(string Language, int Line, string Text);
