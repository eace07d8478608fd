using Faktory.Protocol;
using Microsoft.Extensions.Configuration;

namespace Faktory.Client;

/// <summary>Which server a client uses, and who said so.</summary>
/// <param name="Address">The address; null for the embedded server.</param>
/// <param name="Source">For messages.</param>
internal sealed record ClientAddress(FaktoryAddress? Address, string Source)
{
    /// <summary>
    /// Order: code, <c>Faktory:Clients:&lt;name&gt;:Url</c> for a named client, <c>FAKTORY_PROVIDER</c>, <c>FAKTORY_URL</c>, <c>Faktory:Url</c>,
    /// the embedded server, <c>tcp://localhost:7419</c>.
    /// </summary>
    /// <exception cref="FormatException">An address is malformed; the message names its source and hides its password.</exception>
    public static ClientAddress Find(
        string name, FaktoryClientOptions options, IConfiguration? configuration, Func<string, string?> environment, bool hasEmbeddedServer)
    {
        if (options.Url is { Length: > 0 } url)
        {
            return Parse(url, "code");
        }

        var ownKey = $"{ClientSection.Of(name)}:{nameof(FaktoryClientOptions.Url)}";
        if (name.Length > 0 && configuration?[ownKey] is { Length: > 0 } own)
        {
            return Parse(own, ownKey);
        }

        return ConfiguredAddress.Find(environment, key => configuration?[key]) is { } configured ? Parse(configured.Url, configured.Source)
            : hasEmbeddedServer ? new ClientAddress(null, "no address is configured")
            : new ClientAddress(new FaktoryAddress("localhost"), "default");
    }

    private static ClientAddress Parse(string url, string source)
    {
        try
        {
            return new ClientAddress(FaktoryAddress.Parse(url), source);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{e.Message} (from {source})", e);
        }
    }
}
