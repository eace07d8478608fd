namespace Faktory.Docs.Tests;

/// <summary>What a check found, each with its place in a page.</summary>
internal static class Findings
{
    /// <summary>Fails with all of them in full.</summary>
    public static void None(IEnumerable<string> findings)
    {
        if (string.Join('\n', findings) is { Length: > 0 } found)
        {
            Assert.Fail(found);
        }
    }
}
