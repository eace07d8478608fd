using CsCheck;

namespace Faktory.Server.Tests.Model;

public sealed class ThrottlePropertyTests
{
    private static readonly Gen<BatchStep> Steps =
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, Gen.Byte, (kind, a, b, c) => new BatchStep(kind, a, b, c));

    [Fact]
    public void No_limit_is_ever_exceeded_and_no_FETCH_waits_beside_a_job_that_it_may_have() =>
        Steps.Array[4, 80].Sample(steps => new ThrottleWorld().Run(steps), iter: Math.Max(10_000, Check.Iter), print: steps => string.Join(' ', steps));
}
