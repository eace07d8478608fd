using System.Globalization;

namespace Faktory.Fuzz.Tests;

/// <summary>How much is tried, and from which seed; both may be set from outside.</summary>
internal static class FuzzBudget
{
    private const int DefaultInputs = 50_000;
    private const int DefaultSeed = 20_260_301;

    /// <summary>Command lines for the server, and in proportion replies for the client. <c>FAKTORY_FUZZ_INPUTS</c>.</summary>
    public static int Inputs { get; } = Read("FAKTORY_FUZZ_INPUTS", DefaultInputs);

    /// <summary>The same seed and number of inputs give the same inputs. <c>FAKTORY_FUZZ_SEED</c>.</summary>
    public static int Seed { get; } = Read("FAKTORY_FUZZ_SEED", DefaultSeed);

    private static int Read(string name, int fallback) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
        ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
        : fallback;
}
