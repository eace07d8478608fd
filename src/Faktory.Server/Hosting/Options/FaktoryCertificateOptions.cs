namespace Faktory;

/// <summary>The TLS certificate of a server, from <c>Faktory:Server:Certificate</c>: PEM files as Kubernetes mounts them.</summary>
public sealed class FaktoryCertificateOptions
{
    /// <summary>The PEM file with the certificate, followed by its chain if it has one.</summary>
    /// <value>Null: no TLS.</value>
    public string? Path { get; set; }

    /// <summary>The PEM file with the private key.</summary>
    /// <value>Null: the key is in <see cref="Path"/> too.</value>
    public string? KeyPath { get; set; }
}
