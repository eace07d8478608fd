namespace Faktory.Benchmarks.Systems;

/// <summary>The shape of the chains.</summary>
internal static class Chain
{
    public const int Stages = 3;
}
