namespace Faktory.Worker;

/// <summary>How a worker is called in messages and in configuration.</summary>
internal static class WorkerNames
{
    /// <summary>For messages: "The Faktory worker" or "The Faktory worker 'reports'".</summary>
    public static string Describe(string name) => name.Length == 0 ? "The Faktory worker" : $"The Faktory worker '{name}'";

    /// <summary>The configuration section with its settings.</summary>
    public static string Section(string name) => name.Length == 0 ? "Faktory:Worker" : $"Faktory:Workers:{name}";
}
