using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-017: FWP over TLS.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faktory-tls-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task C_017_An_encrypted_client_is_served_by_the_configured_certificate(SslProtocols protocol)
    {
        using var certificate = WriteCertificate();
        await using var server = await StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.EndPoint, Cancel);
        await using var stream = new SslStream(tcp.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocol,
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString(),
            },
            Cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);

        Assert.Equal("+HI {\"v\":2}", await reader.ReadLineAsync(Cancel));
        await stream.WriteAsync("HELLO {\"v\":2}\r\nPUSH {\"jid\":\"secret-job\",\"jobtype\":\"T\",\"args\":[]}\r\nEND\r\n"u8.ToArray(), Cancel);

        Assert.Equal("+OK\r\n+OK\r\n", await reader.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task C_017_A_plain_client_sees_nothing_in_clear_and_is_closed()
    {
        using var certificate = WriteCertificate();
        await using var server = await StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.EndPoint, Cancel);

        await tcp.GetStream().WriteAsync("HELLO {\"v\":2}\r\n"u8.ToArray(), Cancel);
        using var received = new MemoryStream();
        try
        {
            await tcp.GetStream().CopyToAsync(received, Cancel);
        }
        catch (IOException)
        {
            // A reset closes it as well.
        }

        Assert.DoesNotContain("HI", Encoding.Latin1.GetString(received.ToArray()), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private Task<ServerFixture> StartAsync() => ServerFixture.StartAsync(options =>
    {
        options.Certificate.Path = PathOf("public.pem");
        options.Certificate.KeyPath = PathOf("private.pem");
    });

    private X509Certificate2 WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf("public.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("private.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
