using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>A certificate for this machine and its key, in PEM files of their own.</summary>
internal sealed class CertificateFiles : IDisposable
{
    private readonly DataFolder _folder = new();

    public CertificateFiles()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PublicPath, certificate.ExportCertificatePem());
        File.WriteAllText(PrivatePath, key.ExportPkcs8PrivateKeyPem());
    }

    public string PublicPath => Path.Combine(_folder.Path, "public.pem");

    public string PrivatePath => Path.Combine(_folder.Path, "private.pem");

    public void Dispose() => _folder.Dispose();
}
