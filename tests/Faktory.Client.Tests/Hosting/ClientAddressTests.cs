using Microsoft.Extensions.Configuration;

namespace Faktory.Client.Tests.Hosting;

public sealed class ClientAddressTests
{
    private static ClientAddress Find(string name, string? code, string environment, string configuration, bool hasEmbeddedServer = false) =>
        ClientAddress.Find(
            name,
            new FaktoryClientOptions { Url = code },
            new ConfigurationBuilder().AddInMemoryCollection(Pairs(configuration)!).Build(),
            Pairs(environment).GetValueOrDefault,
            hasEmbeddedServer);

    private static Dictionary<string, string> Pairs(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    [Theory]
    [InlineData("tcp://code", "FAKTORY_URL=tcp://env", "Faktory:Url=tcp://conf", true, "tcp://code:7419", "code")]
    [InlineData(null, "FAKTORY_PROVIDER=MINE MINE=tcp://mine FAKTORY_URL=tcp://env", "Faktory:Url=tcp://conf", true, "tcp://mine:7419", "MINE")]
    [InlineData(null, "FAKTORY_URL=tcp://env", "Faktory:Url=tcp://conf", true, "tcp://env:7419", "FAKTORY_URL")]
    [InlineData(null, "", "Faktory:Url=tcp://conf", true, "tcp://conf:7419", "Faktory:Url")]
    [InlineData(null, "", "", true, null, "no address is configured")]
    [InlineData(null, "", "", false, "tcp://localhost:7419", "default")]
    public void The_default_client_asks_in_a_fixed_order(string? code, string environment, string configuration, bool hasEmbeddedServer, string? address, string source)
    {
        var found = Find("", code, environment, configuration, hasEmbeddedServer);

        Assert.Equal((address, source), (found.Address?.ToString(), found.Source));
    }

    [Fact]
    public void C_103_FAKTORY_PROVIDER_names_the_variable_that_holds_the_address()
    {
        Assert.Equal("tcp://mine:7419", Find("", null, "FAKTORY_PROVIDER=X_URL X_URL=tcp://mine FAKTORY_URL=tcp://env", "").Address!.ToString());
    }

    [Fact]
    public void C_103_FAKTORY_PROVIDER_that_holds_an_address_itself_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => Find("", null, "FAKTORY_PROVIDER=tcp://mine:7419", ""));

        Assert.Contains("FAKTORY_PROVIDER", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_client_has_a_key_of_its_own_before_what_all_share()
    {
        const string Configuration = "Faktory:Url=tcp://shared Faktory:Clients:other:Url=tcp://other";

        Assert.Equal("tcp://other:7419", Find("other", null, "FAKTORY_URL=tcp://env", Configuration).Address!.ToString());
        Assert.Equal("tcp://shared:7419", Find("third", null, "", Configuration).Address!.ToString());
    }

    [Fact]
    public void A_malformed_address_names_its_source_and_hides_its_password()
    {
        var error = Assert.Throws<FormatException>(() => Find("", null, "FAKTORY_URL=tpc://:geheim@host", ""));

        Assert.Contains("FAKTORY_URL", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
    }
}
