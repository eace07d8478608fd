namespace Faktory;

/// <summary>Settings of a client, from <c>Faktory</c> or, when named, <c>Faktory:Clients:&lt;name&gt;</c>.</summary>
public sealed class FaktoryClientOptions
{
    /// <summary>The server, <c>tcp://[:password@]host:port</c> or <c>tcp+tls://…</c>.</summary>
    /// <value>Null: <c>FAKTORY_PROVIDER</c>, <c>FAKTORY_URL</c>, <c>Faktory:Url</c>, the embedded server, else <c>tcp://localhost:7419</c>.</value>
    public string? Url { get; set; }

    /// <summary>The server's password; wins over one in <see cref="Url"/>.</summary>
    /// <value>Null: none.</value>
    public string? Password { get; set; }

    /// <summary>How long a command may take, reconnects included, before it fails.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
