using Faktory.Protocol;
using Microsoft.Extensions.Logging;

namespace Faktory.Client;

/// <summary>What it takes to open a connection.</summary>
/// <param name="Transport">How to reach the server.</param>
/// <param name="Password">The server's password; null for none.</param>
/// <param name="CommandTimeout">How long a command may take, connecting included.</param>
/// <param name="Time">The clock of timeouts and delays.</param>
/// <param name="Logger">Where connections report.</param>
internal sealed record ConnectionSettings(IFaktoryTransport Transport, string? Password, TimeSpan CommandTimeout, TimeProvider Time, ILogger Logger)
{
    /// <summary>Source of the jitter between attempts.</summary>
    public Random Random { get; init; } = new();

    // Never the password.
    public override string ToString() => Transport.Endpoint;
}
