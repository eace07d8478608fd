using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Server.Tests.Hosting;

/// <summary>A fake clock that tells when a timer was set, so that a test advances it neither too early nor by chance.</summary>
internal sealed class ObservedTimeProvider : TimeProvider
{
    private readonly FakeTimeProvider _fake = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Channel<TimeSpan> _set = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Added to the clock but not to timers and timestamps, as when an operator sets the clock back.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => _fake.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _fake.GetUtcNow() + Skew;

    public override long GetTimestamp() => _fake.GetTimestamp();

    public void Advance(TimeSpan by) => _fake.Advance(by);

    /// <summary>Completes when a timer was set to this span; each setting is seen once.</summary>
    public async Task WaitForTimerAsync(TimeSpan due)
    {
        var cancellation = TestContext.Current.CancellationToken;
        while (await _set.Reader.ReadAsync(cancellation).AsTask().SoonAsync() != due)
        {
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ObservedTimer(_fake.CreateTimer(callback, state, dueTime, period), _set.Writer);
        timer.Report(dueTime);
        return timer;
    }

    private sealed class ObservedTimer(ITimer inner, ChannelWriter<TimeSpan> set) : ITimer
    {
        public void Report(TimeSpan due)
        {
            if (due != Timeout.InfiniteTimeSpan)
            {
                set.TryWrite(due);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            Report(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
