global using Faktory;
global using Faktory.Testing;
global using Xunit;

public abstract partial class Surroundings
{
    protected WebApplicationBuilder builder = null!;
    protected IFaktoryClient jobs = null!;
    protected string[] files = [];
}

[Job("import-file")]
public sealed record ImportFile(string Path);

[Job("import-finished")]
public sealed record ImportFinished(string Month);
