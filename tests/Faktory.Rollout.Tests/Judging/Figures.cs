using System.Globalization;
using System.Text;

namespace Faktory.Rollout.Tests.Judging;

/// <summary>What a person wants to know of a rehearsal.</summary>
internal sealed class Figures
{
    private readonly StringBuilder _text = new();

    public Figures Add(string what, int count) => AddText(what, count.ToString(CultureInfo.InvariantCulture));

    public Figures Add(string what, params IEnumerable<TimeSpan> times) =>
        AddText(what, string.Join(", ", times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s"))));

    /// <summary>For the test's own output, and in a file beside it, which remains.</summary>
    public void Print()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "TestResults", "rollout.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, _text.ToString());
        TestContext.Current.TestOutputHelper!.WriteLine(_text.ToString());
        Console.WriteLine(_text);
    }

    private Figures AddText(string what, string value)
    {
        _text.AppendLine(CultureInfo.InvariantCulture, $"{what,-60} {value}");
        return this;
    }
}
