using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Connections;

public sealed class TcpTransportTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TcpTransportTests() => _listener.Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FaktoryAddress Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Bytes_travel_both_ways_and_the_output_can_be_closed_alone()
    {
        await using var connection = await new TcpTransport(Address).ConnectAsync(Cancel);
        using var server = await _listener.AcceptTcpClientAsync(Cancel);
        var stream = server.GetStream();

        await connection.Output.WriteAsync("hello"u8.ToArray(), Cancel);
        await connection.Output.CompleteAsync();
        using var reader = new StreamReader(stream, leaveOpen: true);
        var received = await reader.ReadToEndAsync(Cancel);
        await stream.WriteAsync("+OK\r\n"u8.ToArray(), Cancel);

        Assert.Equal("hello", received);
        Assert.True((await new ReplyReader(connection.Input).ReadAsync(Cancel))!.Value.IsOk);
    }

    [Fact]
    public async Task A_closed_port_is_an_IO_error()
    {
        _listener.Stop();

        await Assert.ThrowsAsync<IOException>(() => new TcpTransport(new FaktoryAddress("127.0.0.1", 1)).ConnectAsync(Cancel).AsTask());
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = RSA.Create(2048);
        using var certificate = SelfSigned(key);
        var server = ServeTlsAsync(certificate);

        var error = await Assert.ThrowsAsync<IOException>(() => new TcpTransport(Address with { IsTls = true }).ConnectAsync(Cancel).AsTask());

        Assert.Contains("encrypted connection was refused", error.Message, StringComparison.Ordinal);
        await server;
    }

    [Fact]
    public void The_address_is_shown_without_its_password() =>
        Assert.Equal("tcp+tls://faktory.example:7419", new TcpTransport(FaktoryAddress.Parse("tcp+tls://:geheim@faktory.example")).Endpoint);

    private static X509Certificate2 SelfSigned(RSA key)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        using var made = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now, now.AddYears(50));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task ServeTlsAsync(X509Certificate2 certificate)
    {
        using var client = await _listener.AcceptTcpClientAsync(Cancel);
        await using var encrypted = new SslStream(client.GetStream());
        try
        {
            await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Cancel);
            await encrypted.ReadExactlyAsync(new byte[1], Cancel);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client hangs up; that is what the test is about.
        }
    }
}
