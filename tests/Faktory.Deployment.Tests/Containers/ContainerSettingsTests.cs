namespace Faktory.Deployment.Tests.Containers;

/// <summary>The images that <c>dotnet publish -t:PublishContainer</c> makes.</summary>
public sealed class ContainerSettingsTests
{
    [Fact]
    public async Task The_server_s_image_is_that_of_its_Dockerfile()
    {
        var container = await ContainerSettings.OfAsync("Faktory.Server.Host");
        var dockerfile = Dockerfile.Read(Repository.Root, "src/Faktory.Server.Host/Dockerfile").Final;

        Assert.Equal("faktory-server", container.Repository);
        Assert.Equal(dockerfile.Image, container.BaseImage);
        Assert.Equal(dockerfile.Ports, container.Ports);
        Assert.Equal(dockerfile.Variables.OrderBy(variable => variable.Key), container.Variables.OrderBy(variable => variable.Key));
        Assert.Equal(
            [.. dockerfile.Arguments("ENTRYPOINT"), .. dockerfile.Arguments("CMD")],
            container.Command.Select(word => word.Replace("/app/", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Faktory.Server.Host")]
    [InlineData("Worker")]
    public async Task An_image_is_chiselled_knows_time_zones_and_runs_as_a_numbered_user_that_is_not_root(string project)
    {
        var container = await ContainerSettings.OfAsync(project);

        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra", container.BaseImage);
        Assert.Equal("1654", container.User);
        Assert.Equal("/data", container.Variables["Faktory__Server__DataDirectory"]);
        Assert.Equal("/data", container.Variables["SQLITE_TMPDIR"]);
        Assert.Matches(@"^\d+\.\d+\.\d+", container.Tag);
    }

    [Fact]
    public async Task The_worker_s_image_listens_where_images_of_ASPNET_Core_do()
    {
        var container = await ContainerSettings.OfAsync("Worker");

        Assert.Equal(["8080"], container.Ports);
        Assert.Equal("faktory-worker-sample", container.Repository);
        Assert.Equal("0", container.Variables["DOTNET_gcServer"]);
    }
}
