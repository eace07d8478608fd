using System.Globalization;

namespace Faktory.Server.Tests.Model;

/// <summary>One random action; what its numbers choose depends on what exists when it runs.</summary>
internal readonly record struct BatchStep(byte Kind, byte A, byte B, byte C);

/// <summary>A whole case: the same one always runs the same way.</summary>
internal sealed record BatchCase(ulong Seed, int GroupSize, BatchStep[] Steps)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, groups of {GroupSize}, steps: ")
        + string.Join(' ', Steps.Select(step => $"{step.Kind},{step.A},{step.B},{step.C}"));
}
