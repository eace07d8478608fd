using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faktory.Server.Hosting;

/// <summary>Reads the certificate of <c>Faktory:Server:Certificate</c>.</summary>
internal static class CertificateFile
{
    private const string Key = FaktoryServerOptionsValidator.Section + ":Certificate:Path";

    /// <returns>Null when none is configured.</returns>
    /// <exception cref="IOException">A file cannot be read or holds no certificate with its key; the message names the setting.</exception>
    public static SslStreamCertificateContext? Read(FaktoryCertificateOptions options)
    {
        if (string.IsNullOrEmpty(options.Path))
        {
            return null;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(options.Path, string.IsNullOrEmpty(options.KeyPath) ? null : options.KeyPath);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.Path);

            // A key that was read from PEM lives in memory only, which not every platform's TLS accepts.
            var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(usable, chain);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new IOException($"{Key} names {options.Path}, which cannot be used: {error.Message}", error);
        }
    }
}
