namespace Faktory.Client;

/// <summary>A server as the conventions name it. An embedded one has neither address nor port.</summary>
/// <param name="Address">Its host; null for an embedded one.</param>
/// <param name="Port">Its port, boxed once; null for an embedded one.</param>
internal sealed record ServerPoint(string? Address, object? Port)
{
    /// <summary>Reads what a transport calls its endpoint.</summary>
    public static ServerPoint Of(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? new ServerPoint(uri.DnsSafeHost, uri.Port) : new ServerPoint(null, null);
}
