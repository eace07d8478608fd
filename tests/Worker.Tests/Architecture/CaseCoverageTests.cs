using System.Globalization;
using System.Text.RegularExpressions;

namespace Worker.Tests.Architecture;

/// <summary>
/// No case of BEHAVIOUR section 6 and no lesson may be without its test, in whichever test project: most cases are the server's, the last ones
/// the client's and the worker's. Read from the sources, because no project sees the tests of all others.
/// </summary>
public sealed partial class CaseCoverageTests
{
    [Fact]
    public void Every_case_has_its_test() => AssertAllPresent(Case(), "C-", Enumerable.Range(1, 108));

    [Fact]
    public void Every_lesson_has_its_test() => AssertAllPresent(Lesson(), "lesson ", Enumerable.Range(1, 15));

    private static void AssertAllPresent(Regex test, string name, IEnumerable<int> demanded)
    {
        var separator = Path.DirectorySeparatorChar;
        var present = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal))
            .SelectMany(file => test.Matches(File.ReadAllText(file)))
            .Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));

        Assert.Equal([], demanded.Except(present).Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}{number}")));
    }

    // That such a method is marked as a test is the analyzers' business.
    private const string TestMethod = @"\bpublic\s+(async\s+Task|Task|void)\s+";

    [GeneratedRegex(TestMethod + @"C_(?<number>\d{3})_\w")]
    private static partial Regex Case();

    [GeneratedRegex(TestMethod + @"Lesson_(?<number>\d{1,2})_\w", RegexOptions.IgnoreCase)]
    private static partial Regex Lesson();
}
