using Faktory.Server.Engine;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Connections;

/// <summary>What every connection of one server shares.</summary>
/// <param name="Commands">The way into the engine.</param>
/// <param name="Options">The settings.</param>
/// <param name="Time">The clock and the timers.</param>
/// <param name="Challenges">The randomness of the handshake.</param>
/// <param name="Registry">Who is connected, and the counts for INFO.</param>
/// <param name="LoggerFactory">Where failures are reported.</param>
internal sealed record ConnectionEnvironment(
    ICommandQueue Commands,
    ConnectionOptions Options,
    TimeProvider Time,
    IChallengeSource Challenges,
    ConnectionRegistry Registry,
    ILoggerFactory LoggerFactory);
