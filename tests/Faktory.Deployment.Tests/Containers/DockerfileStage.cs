namespace Faktory.Deployment.Tests.Containers;

/// <summary>What one FROM begins.</summary>
/// <param name="Image">The image that it is based on.</param>
/// <param name="Name">What other stages call it; empty for none.</param>
/// <param name="Instructions">What follows, each with the rest of its line.</param>
internal sealed record DockerfileStage(string Image, string Name, IList<(string Instruction, string Text)> Instructions)
{
    public IEnumerable<string> Ports => Arguments("EXPOSE");

    public IReadOnlyDictionary<string, string> Variables =>
        Arguments("ENV").Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>What is copied from the folder that is built: sources, and where to.</summary>
    public IEnumerable<(string[] Sources, string Target)> CopiesOfContext =>
        All("COPY").Where(rest => !rest.StartsWith("--from", StringComparison.Ordinal)).Select(Dockerfile.Words).Select(words => (words[..^1], words[^1]));

    public IEnumerable<string> All(string instruction) => Instructions.Where(line => line.Instruction == instruction).Select(line => line.Text);

    public string[] Arguments(string instruction) => [.. All(instruction).SelectMany(Dockerfile.Words)];
}
