using System.Globalization;
using System.Text;
namespace Faktory.RolloutWorker;

/// <summary>The file in which a process notes what it executes. A line outlives the process from the moment in which it is written.</summary>
public sealed class Journal(IConfiguration configuration, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(
        configuration["Journal"] ?? throw new InvalidOperationException("Set Journal to the file to write to."),
        FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(JournalEvent what, Job job)
    {
        lock (_gate)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().Ticks} {what} {job.Id} {job.Type} {job.Args.GetRawText()}\n");
            _file.Write(Encoding.UTF8.GetBytes(line));
        }
    }

    public void Dispose() => _file.Dispose();
}
