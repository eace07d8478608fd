namespace Faktory.Client;

/// <summary>Reads environment variables; a service, so that tests need not change those of the process.</summary>
/// <param name="read">Finds a variable by its name.</param>
internal sealed class ClientEnvironment(Func<string, string?> read)
{
    /// <summary>Whether every client uses the embedded server, whatever address is named; for tests.</summary>
    public bool HasEmbeddedServerOnly { get; init; }

    public string? Read(string name) => read(name);
}
