using Faktory.Server.Connections;

namespace Faktory.Server.Tests.Connections;

internal sealed class FixedChallenge : IChallengeSource
{
    public const string Salt = "1a2b3c";
    public const int Iterations = 4000;

    public Challenge Next() => new(Salt, Iterations);
}
