using System.Text;

namespace Faktory.Server.Engine;

/// <summary>
/// The ids of members whose jobs were removed unsettled, so that a person can be told who is missing: a member is only a
/// hash. The first of each batch, no more; how many there are in all is derived (<see cref="Batch.MembersWithoutJob"/>).
/// </summary>
internal sealed class LostMembers(Batch batch)
{
    public const string KeyPrefix = "lost/";

    private const int MaxNames = 1000;
    private const int MaxNameLength = 250;

    private Dictionary<JobHash, string>? _jobIds;

    public IEnumerable<string> JobIds => _jobIds?.Values ?? Enumerable.Empty<string>();

    public void Add(JobEntry entry, ChangeTracker changes)
    {
        if (_jobIds?.Count >= MaxNames || PayloadFields.Read(entry.Payload).JobId is not { Length: <= MaxNameLength } jobId)
        {
            return;
        }

        Load(jobId);
        changes.Save(Key(entry.Hash), Encoding.UTF8.GetBytes(jobId));
    }

    /// <summary>The member has a job again.</summary>
    public void Remove(JobHash job, ChangeTracker changes)
    {
        if (_jobIds?.Remove(job) == true)
        {
            changes.Save(Key(job), null);
        }
    }

    public void Clear(ChangeTracker changes)
    {
        foreach (var job in _jobIds?.Keys.ToList() ?? [])
        {
            Remove(job, changes);
        }
    }

    public void Load(string jobId) => (_jobIds ??= [])[JobHash.Of(jobId)] = jobId;

    /// <summary>The number of the batch that an entry belongs to.</summary>
    public static long BatchOf(string key) => long.Parse(key.AsSpan(KeyPrefix.Length, key.IndexOf('/', KeyPrefix.Length) - KeyPrefix.Length), System.Globalization.CultureInfo.InvariantCulture);

    private string Key(JobHash job)
    {
        Span<byte> bytes = stackalloc byte[JobHash.Size];
        job.Write(bytes);
        return $"{KeyPrefix}{batch.Number}/{Convert.ToBase64String(bytes)}";
    }
}
