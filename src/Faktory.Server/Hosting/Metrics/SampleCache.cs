using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>
/// The engine's last sample. It is taken when somebody asks, at most once a second, so that a server that nobody watches
/// does nothing and all gauges of one collection show the same moment.
/// </summary>
internal sealed class SampleCache(EngineQuery engine, EngineHealth health, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    /// <summary>A collector waits no longer for a commit that hangs; it gets no values then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private EngineSample? _sample;
    private long? _takenAt;

    /// <summary>Null while the engine does not answer: old values would look as if all were well.</summary>
    public EngineSample? Get()
    {
        lock (_gate)
        {
            if (!health.IsReady)
            {
                (_sample, _takenAt) = (null, null);
            }
            else if (_takenAt is not { } taken || time.GetElapsedTime(taken) >= FreshFor)
            {
                _sample = Take();
                _takenAt = time.GetTimestamp();
            }

            return _sample;
        }
    }

    private EngineSample? Take()
    {
        var answer = engine.AskAsync(static session => new SampleCommand(session));
        return answer.Wait(Patience) && answer.Result is SampleReply reply ? reply.Sample : null;
    }
}
