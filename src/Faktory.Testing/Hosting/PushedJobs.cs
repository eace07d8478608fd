using System.Collections.Concurrent;
using Faktory.Protocol;

namespace Faktory.Testing;

/// <summary>The jobs that the server took in, each once however often it was pushed. The engine adds, any thread reads.</summary>
internal sealed class PushedJobs
{
    private readonly ConcurrentQueue<byte[]> _arrived = new();
    private readonly Lock _gate = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private List<Job> _jobs = [];

    public void Add(byte[] payload) => _arrived.Enqueue(payload);

    /// <summary>In the order of their arrival; the list does not change any more.</summary>
    public IReadOnlyList<Job> Read()
    {
        lock (_gate)
        {
            var news = new List<Job>();
            while (_arrived.TryDequeue(out var payload))
            {
                var job = JobJson.Read(payload);
                if (_ids.Add(job.Id))
                {
                    news.Add(job);
                }
            }

            if (news.Count > 0)
            {
                _jobs = [.. _jobs, .. news];
            }

            return _jobs;
        }
    }
}
