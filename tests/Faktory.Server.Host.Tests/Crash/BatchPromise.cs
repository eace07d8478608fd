namespace Faktory.Server.Host.Tests.Crash;

/// <summary>A batch the server said it has, and the callbacks it must run for it.</summary>
internal sealed record BatchPromise(string Bid, bool HasSuccess, bool HasComplete);
