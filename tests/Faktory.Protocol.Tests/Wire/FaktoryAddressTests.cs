namespace Faktory.Protocol.Tests.Wire;

public sealed class FaktoryAddressTests
{
    [Theory]
    [InlineData("tcp://localhost", "localhost", 7419, false, null)]
    [InlineData("tcp://:pass@faktory.example:7000/", "faktory.example", 7000, false, "pass")]
    [InlineData("tcp+tls://user:p%40s%3As%2F@host", "host", 7419, true, "p@s:s/")]
    [InlineData("tcp://[::1]:7419", "::1", 7419, false, null)]
    [InlineData("tcp://someone@host", "host", 7419, false, null)]
    public void The_parts_of_an_address_are_found(string address, string host, int port, bool isTls, string? password)
    {
        var parsed = FaktoryAddress.Parse(address);

        Assert.Equal((host, port, isTls, password), (parsed.Host, parsed.Port, parsed.IsTls, parsed.Password));
    }

    [Theory]
    [InlineData("tcp+tls://:geheim@host:1", "tcp+tls://host:1")]
    [InlineData("tcp://[::1]", "tcp://[::1]:7419")]
    public void An_address_is_shown_without_its_password(string address, string shown) =>
        Assert.Equal(shown, FaktoryAddress.Parse(address).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("localhost:7419")]
    [InlineData("http://host")]
    [InlineData("tcp://host:notaport")]
    [InlineData("tcp://:geheim@host/path")]
    [InlineData("tcp://:geh#eim@host")]
    [InlineData("tcp://:geh/ei@m@host")]
    public void What_is_no_address_is_refused_without_showing_a_password(string address)
    {
        var refusal = Assert.Throws<FormatException>(() => FaktoryAddress.Parse(address));

        Assert.Contains("no server address", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("eim", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configured_address_is_shown_without_its_password() =>
        Assert.Equal("tcp://***@host (from FAKTORY_URL)", new ConfiguredAddress("tcp://:geheim@host", "FAKTORY_URL").ToString());

    [Theory]
    [InlineData("FAKTORY_PROVIDER=MY_URL MY_URL=tcp://a FAKTORY_URL=tcp://b Faktory:Url=tcp://c", "tcp://a", "MY_URL")]
    [InlineData("FAKTORY_URL=tcp://b Faktory:Url=tcp://c", "tcp://b", "FAKTORY_URL")]
    [InlineData("Faktory:Url=tcp://c", "tcp://c", "Faktory:Url")]
    public void The_environment_goes_before_the_configuration(string settings, string url, string source)
    {
        var values = settings.Split(' ').Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(new ConfiguredAddress(url, source), ConfiguredAddress.Find(values.GetValueOrDefault, values.GetValueOrDefault));
    }

    [Theory]
    [InlineData("tcp://host", "name of the variable")]
    [InlineData("NO_SUCH_URL", "NO_SUCH_URL")]
    public void A_provider_that_leads_nowhere_is_an_error(string provider, string text)
    {
        var refusal = Assert.Throws<FormatException>(() => ConfiguredAddress.Find(name => name == "FAKTORY_PROVIDER" ? provider : null, _ => null));

        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_setting_there_is_no_address() => Assert.Null(ConfiguredAddress.Find(_ => null, _ => ""));
}
