using System.Xml.Linq;

namespace Faktory.Deployment.Tests.Containers;

/// <summary>The Dockerfiles, as far as they can be judged without an engine.</summary>
public sealed class DockerfileTests
{
    private const string OfServer = "src/Faktory.Server.Host/Dockerfile";

    private const string OfGeneratedServer = "k8s/external/server.Dockerfile";

    public static TheoryData<string, string> All => new()
    {
        { Repository.Root, OfServer },
        { Repository.Template, "Dockerfile" },
        { Repository.Template, OfGeneratedServer },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void It_builds_with_the_SDK_and_ships_a_chiselled_image_of_the_version_that_the_projects_target(string root, string path)
    {
        var framework = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value;
        var version = framework["net".Length..];

        var dockerfile = Dockerfile.Read(root, path);

        Assert.Equal(
            [$"mcr.microsoft.com/dotnet/sdk:{version}", $"mcr.microsoft.com/dotnet/aspnet:{version}-noble-chiseled-extra"],
            dockerfile.Stages.Select(stage => stage.Image));
        Assert.All(
            dockerfile.Final.All("COPY"), rest => Assert.StartsWith($"--from={dockerfile.Stages[0].Name} ", rest, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_runs_as_the_numbered_user_app_and_gives_it_nothing_but_the_data_folder(string root, string path)
    {
        var image = Dockerfile.Read(root, path).Final;

        Assert.Equal(["$APP_UID"], image.Arguments("USER"));
        Assert.Equal(["/app", "/data"], image.All("COPY").Select(rest => Dockerfile.Words(rest)[^2]));
        Assert.DoesNotContain("--chown", image.All("COPY").First(), StringComparison.Ordinal);
        Assert.Contains("--chown=1654:1654", image.All("COPY").Last(), StringComparison.Ordinal);
        Assert.Equal("/data", image.Variables["Faktory__Server__DataDirectory"]);
        Assert.Equal("/data", image.Variables["SQLITE_TMPDIR"]);
        Assert.Empty(image.All("RUN"));
        Assert.Empty(image.All("HEALTHCHECK"));
    }

    [Theory]
    [InlineData(OfServer)]
    [InlineData(OfGeneratedServer)]
    public void The_server_s_exposed_ports_are_those_that_it_listens_on(string path)
    {
        var image = Dockerfile.Read(path == OfServer ? Repository.Root : Repository.Template, path).Final;

        Assert.Equal(image.Ports, [image.Variables["Faktory__Server__Listen"].Split(':')[1], image.Arguments("CMD")[1].Split(':')[1]]);
        Assert.Equal(["dotnet", "Faktory.Server.Host.dll"], image.Arguments("ENTRYPOINT"));
    }

    [Fact]
    public void The_worker_s_exposed_port_is_the_one_that_it_listens_on()
    {
        var image = Dockerfile.Read(Repository.Template, "Dockerfile").Final;

        Assert.Equal(image.Ports, [image.Variables["ASPNETCORE_HTTP_PORTS"]]);
    }

    [Fact]
    public void The_generated_project_makes_the_same_image_without_a_Dockerfile()
    {
        var name = Path.GetFileName(Repository.TemplateProject);
        var project = XDocument.Load(Path.Combine(Repository.TemplateProject, $"{name}.csproj"));
        var image = Dockerfile.Read(Repository.Template, "Dockerfile").Final;

        Assert.Equal(["dotnet", $"{name}.dll"], image.Arguments("ENTRYPOINT"));
        Assert.EndsWith($"-{project.Descendants("ContainerFamily").Single().Value}", image.Image, StringComparison.Ordinal);
        Assert.Equal("faktory-worker-app", project.Descendants("ContainerRepository").Single().Value);
        Assert.Equal("1654", project.Descendants("ContainerUser").Single().Value);
        Assert.Equal(image.Ports, project.Descendants("ContainerPort").Select(port => port.Attribute("Include")!.Value));
        Assert.Equal(
            image.Variables.Where(variable => variable.Key != "ASPNETCORE_HTTP_PORTS").OrderBy(variable => variable.Key, StringComparer.Ordinal),
            project.Descendants("ContainerEnvironmentVariable")
                .Select(variable => KeyValuePair.Create(variable.Attribute("Include")!.Value, variable.Attribute("Value")!.Value))
                .OrderBy(variable => variable.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Whatever_it_copies_exists(string root, string path)
    {
        var sources = Dockerfile.Read(root, path).Stages.SelectMany(stage => stage.CopiesOfContext).SelectMany(copy => copy.Sources).ToList();

        Assert.NotEmpty(sources);
        Assert.Equal([], sources.Where(source => !Path.Exists(Path.Combine(root, source))));
    }

    [Fact]
    public void The_server_s_packages_are_restored_from_all_that_says_which_and_from_nothing_that_changes_more_often()
    {
        var copies = Dockerfile.Read(Repository.Root, OfServer).Stages[0].CopiesOfContext.ToList();
        var projects = ProjectsOf("src/Faktory.Server.Host/Faktory.Server.Host.csproj");
        var settings = new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config" }
            .SelectMany(file => new[] { file, $"src/{file}" })
            .Where(file => File.Exists(Path.Combine(Repository.Root, file)));

        Assert.Equal([.. projects.Concat(settings).Order(StringComparer.Ordinal)], copies[..^1].SelectMany(copy => copy.Sources).Order(StringComparer.Ordinal));
        Assert.All(copies, copy => Assert.All(copy.Sources, source => Assert.Equal(FolderOf(source), copy.Target.TrimEnd('.', '/'))));
    }

    private static string FolderOf(string source) => Path.GetDirectoryName(source)!;

    private static HashSet<string> ProjectsOf(string project)
    {
        var found = new HashSet<string> { project };
        foreach (var reference in XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("ProjectReference"))
        {
            var full = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value));
            found.UnionWith(ProjectsOf(Path.GetRelativePath(Repository.Root, full)));
        }

        return found;
    }
}
