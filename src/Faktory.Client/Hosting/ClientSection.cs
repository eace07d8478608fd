namespace Faktory.Client;

/// <summary>Where a client's settings are in the configuration.</summary>
internal static class ClientSection
{
    public static string Of(string name) => name.Length == 0 ? "Faktory" : $"Faktory:Clients:{name}";
}
