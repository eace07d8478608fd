using Faktory.Server.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faktory.Server.Tests.Hosting;

public sealed class ThrottleOptionsTests
{
    [Fact]
    public void A_throttle_is_read_from_the_configuration()
    {
        var rules = ThrottleRules.From(Read(
            ("critical:concurrency", "5"), ("critical:timeout", "60"),
            ("mail.out:worker", "2"), ("mail.out:timeout", "10")));

        Assert.Equal(new(5, IsPerWorker: false, TimeSpan.FromSeconds(60)), rules["critical"]);
        Assert.Equal(new(2, IsPerWorker: true, TimeSpan.FromSeconds(10)), rules["mail.out"]);
    }

    [Theory]
    [InlineData("critical:timeout", "critical:concurrency=5")]
    [InlineData("critical:timeout", "critical:concurrency=5 critical:timeout=0")]
    [InlineData("critical:timeout", "critical:concurrency=5 critical:timeout=soon")]
    [InlineData("critical:concurrency", "critical:concurrency=0 critical:timeout=5")]
    [InlineData("critical:worker", "critical:worker=-1 critical:timeout=5")]
    [InlineData("critical:concurrency and Faktory:Server:Throttles:critical:worker are both set", "critical:concurrency=1 critical:worker=1 critical:timeout=5")]
    [InlineData("critical has no limit", "critical:timeout=5")]
    [InlineData("cri/tical is not the name of a queue", "cri/tical:worker=1 cri/tical:timeout=5")]
    public void A_wrong_throttle_is_an_error_that_names_its_key(string said, string settings)
    {
        var pairs = settings.Split(' ').Select(setting => setting.Split('=')).Select(pair => (pair[0], pair[1]));

        var error = Assert.ThrowsAny<Exception>(() => Read([.. pairs]));

        Assert.Contains($"Faktory:Server:Throttles:{said}", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Everything_that_is_wrong_with_throttles_is_reported_at_once()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Read(("one:concurrency", "0"), ("two:timeout", "5")));

        Assert.Equal(3, error.Failures.Count());
    }

    private static FaktoryServerOptions Read(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(pair => $"Faktory:Server:Throttles:{pair.Key}", pair => (string?)pair.Value))
            .Build());
        services.AddFaktoryServer();
        return services.BuildServiceProvider().GetRequiredService<IOptions<FaktoryServerOptions>>().Value;
    }
}
