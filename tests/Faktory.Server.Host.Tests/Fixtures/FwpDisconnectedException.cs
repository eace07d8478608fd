namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>The connection ended before the answer came: whether the command took effect is unknown.</summary>
internal sealed class FwpDisconnectedException(string command, Exception? inner = null)
    : IOException($"The connection ended before the answer to: {command}", inner);
