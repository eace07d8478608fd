using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faktory.Server.Tests.Hosting;

public sealed class FaktoryServerOptionsTests
{
    [Theory]
    [InlineData("Listen", "7419")]
    [InlineData("Listen", "127.0.0.1")]
    [InlineData("Listen", "nowhere:7419")]
    [InlineData("Listen", "127.0.0.1:70000")]
    [InlineData("DataDirectory", " ")]
    [InlineData("Durability", "7")]
    [InlineData("Durability", "Sometimes")]
    [InlineData("MaxPayloadBytes", "0")]
    [InlineData("MaxPayloadBytes", "4294967296")]
    [InlineData("MaxConnections", "0")]
    [InlineData("MaxMemory", "0")]
    [InlineData("RecoveryTimeout", "00:00:00")]
    [InlineData("MinimumReservation", "-00:00:01")]
    [InlineData("MinimumReservation", "2.00:00:00")]
    [InlineData("RetryBase", "00:00:00")]
    [InlineData("WorkerLostAfter", "soon")]
    [InlineData("UncommittedBatchTtl", "00:00:00")]
    [InlineData("FinishedBatchRetention", "00:00:00")]
    public void A_wrong_value_is_an_error_that_names_its_key(string key, string value)
    {
        var error = Assert.ThrowsAny<Exception>(() => Read(($"Faktory:Server:{key}", value)));

        Assert.Contains($"Faktory:Server:{key}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_reported_at_once()
    {
        var error = Assert.Throws<OptionsValidationException>(() =>
            Read(("Faktory:Server:Listen", "x"), ("Faktory:Server:MaxConnections", "0"), ("Faktory:Server:RetryBase", "0")));

        Assert.Equal(3, error.Failures.Count());
    }

    [Theory]
    [InlineData("127.0.0.1:7419")]
    [InlineData("[::1]:0")]
    [InlineData("localhost:7419")]
    [InlineData("")]
    public void On_this_machine_no_password_is_needed(string listen) => Assert.Equal(listen, Read(("Faktory:Server:Listen", listen)).Listen);

    [Theory]
    [InlineData("0.0.0.0:7419")]
    [InlineData(":7419")]
    [InlineData("*:7419")]
    [InlineData("[::]:7419")]
    [InlineData("192.168.1.1:7419")]
    public void Beyond_this_machine_a_password_or_a_clear_word_is_needed(string listen)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Read(("Faktory:Server:Listen", listen)));
        Read(("Faktory:Server:Listen", listen), ("Faktory:Server:Password", "secret"));
        Read(("Faktory:Server:Listen", listen), ("Faktory:Server:AllowInsecure", "true"));

        Assert.Contains("Faktory:Server:Password", error.Message, StringComparison.Ordinal);
        Assert.Contains("Faktory:Server:AllowInsecure", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_wins_over_configuration_however_often_the_server_is_added()
    {
        var services = Services(("Faktory:Server:Listen", "127.0.0.1:1"), ("Faktory:Server:MaxConnections", "5"));
        services.AddFaktoryServer(server => server.Listen = "127.0.0.1:2");
        services.AddFaktoryServer();

        var options = services.BuildServiceProvider().GetRequiredService<IOptions<FaktoryServerOptions>>().Value;

        Assert.Equal("127.0.0.1:2", options.Listen);
        Assert.Equal(5, options.MaxConnections);
    }

    [Fact]
    public void A_password_that_starts_with_a_slash_names_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "from the file\n");

            Assert.Equal("from the file", Read(("Faktory:Server:Password", file)).Password);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_password_file_that_is_missing_is_an_error_that_names_the_key()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Read(("Faktory:Server:Password", "/nowhere/password")));

        Assert.Contains("Faktory:Server:Password", error.Message, StringComparison.Ordinal);
    }

    private static FaktoryServerOptions Read(params (string Key, string Value)[] settings)
    {
        var services = Services(settings);
        services.AddFaktoryServer();
        return services.BuildServiceProvider().GetRequiredService<IOptions<FaktoryServerOptions>>().Value;
    }

    private static ServiceCollection Services(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value))
            .Build());
        return services;
    }
}
