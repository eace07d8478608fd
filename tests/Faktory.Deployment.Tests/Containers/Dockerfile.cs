using System.Text.Json;
using System.Text.RegularExpressions;

namespace Faktory.Deployment.Tests.Containers;

/// <summary>A Dockerfile, read as far as these tests ask.</summary>
/// <param name="Stages">Its stages, in their order.</param>
internal sealed partial record Dockerfile(IReadOnlyList<DockerfileStage> Stages)
{
    /// <summary>The stage that becomes the image.</summary>
    public DockerfileStage Final => Stages[^1];

    public static Dockerfile Read(string root, string path)
    {
        var stages = new List<DockerfileStage>();
        var text = string.Join('\n', File.ReadAllLines(Path.Combine(root, path)).Where(line => !line.TrimStart().StartsWith('#')));
        foreach (var line in Continuation().Replace(text, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (instruction, rest) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim());
            if (instruction == "FROM")
            {
                var from = rest.Split(' ');
                stages.Add(new DockerfileStage(from[0], from is [_, "AS", var name] ? name : "", []));
            }
            else
            {
                stages[^1].Instructions.Add((instruction, rest));
            }
        }

        return new Dockerfile(stages);
    }

    /// <summary>The words of an instruction in either form: <c>["a", "b"]</c> or <c>a b</c>.</summary>
    public static string[] Words(string rest) =>
        rest.StartsWith('[') ? JsonSerializer.Deserialize<string[]>(rest)! : rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();
}
