using CsCheck;

namespace Faktory.Server.Tests.Model;

public sealed class BatchPropertyTests
{
    private static readonly Gen<BatchStep> Steps =
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, Gen.Byte, (kind, a, b, c) => new BatchStep(kind, a, b, c));

    private static readonly Gen<BatchCase> Cases =
        Gen.Select(Gen.ULong, Gen.Int[1, 4], Steps.Array[4, 70], (seed, group, steps) => new BatchCase(seed, group, steps));

    [Fact]
    public void Random_trees_of_batches_behave_like_the_reference_model() =>
        Cases.Sample(BatchWorld.Run, iter: Math.Max(10_000, Check.Iter), print: @case => @case.ToString());
}
