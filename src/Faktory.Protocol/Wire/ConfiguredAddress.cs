namespace Faktory.Protocol;

/// <summary>The server address that the environment or the configuration names, and where it was found.</summary>
/// <param name="Url">For example <c>tcp://:password@host:7419</c>.</param>
/// <param name="Source">For messages: the variable's name or the configuration key.</param>
public sealed record ConfiguredAddress(string Url, string Source)
{
    /// <summary>Looks in <c>FAKTORY_PROVIDER</c> (which names another variable), <c>FAKTORY_URL</c> and the configuration key <c>Faktory:Url</c>, in this order.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="configuration">Reads a configuration key.</param>
    /// <returns>Null when no address is named, so that an embedded server may run.</returns>
    /// <exception cref="FormatException"><c>FAKTORY_PROVIDER</c> holds a URL, or names a variable that is not set.</exception>
    public static ConfiguredAddress? Find(Func<string, string?> environment, Func<string, string?> configuration)
    {
        if (environment("FAKTORY_PROVIDER") is { Length: > 0 } provider)
        {
            if (provider.Contains(':', StringComparison.Ordinal))
            {
                throw new FormatException("FAKTORY_PROVIDER must hold the name of the variable with the address, not the address itself; use FAKTORY_URL for that.");
            }

            return environment(provider) is { Length: > 0 } url
                ? new ConfiguredAddress(url, provider)
                : throw new FormatException($"FAKTORY_PROVIDER names {provider}, which is not set.");
        }

        if (environment("FAKTORY_URL") is { Length: > 0 } direct)
        {
            return new ConfiguredAddress(direct, "FAKTORY_URL");
        }

        return configuration("Faktory:Url") is { Length: > 0 } configured ? new ConfiguredAddress(configured, "Faktory:Url") : null;
    }

    /// <summary>Address and source, the password masked.</summary>
    public override string ToString() => $"{FaktoryAddress.Mask(Url)} (from {Source})";
}
