global using Faktory;

public abstract partial class Surroundings
{
    protected IFaktoryClient jobs = null!;
    protected Import import = null!;
    protected string[] files = [];
    protected Rows rows = null!;
    protected string batchId = "";
}

public sealed class Rows
{
    public IAsyncEnumerable<Job> ReadAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<Job>();
}

public sealed record Import(int Id, bool IsDraft, string[] Pages);

[Job("download")]
public sealed record Download(int Import, string File);

[Job("publish-page")]
public sealed record PublishPage(string Page);

[Job("report")]
public sealed record Report(int Import, long Rows);

public abstract class OfImport : IJobHandler<Import>
{
    public Task HandleAsync(Import args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

[JobHandler("import.finished")]
public sealed class ImportFinished : OfImport;

[JobHandler("import.convert")]
public sealed class Convert : OfImport;

[JobHandler("import.preview")]
public sealed class Preview : OfImport;

[JobHandler("import.published")]
public sealed class Published : OfImport;

[JobHandler("import.print")]
public sealed class Print : OfImport;

[JobHandler("import.printed")]
public sealed class Printed : OfImport;

[JobHandler("re-indexed")]
public sealed class ReIndexed : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
