namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>The same cases with a restart of the server before every command: nothing may live in memory alone.</summary>
public sealed class BatchRetryAcrossRestartsTests : BatchRetryTests
{
    protected override bool Restarts => true;
}
