using System.Buffers.Binary;

namespace Faktory.Server.Engine;

/// <summary>
/// Pushes the jobs of the cron entries. For each entry the store holds up to when it is dealt with: that mark is in the
/// same group as the push, so that neither is without the other. What came due while no server ran is skipped; what came
/// due while this one was held up is made up for by one push.
/// </summary>
internal sealed class CronTable(EngineContext context, PushRules pushes)
{
    public const string KeyPrefix = "cron/";

    /// <summary>A mark this far ahead of the clock comes from a clock that was wrong; to wait for it would silence its entry.</summary>
    private static readonly TimeSpan LongestLead = TimeSpan.FromDays(1);

    private readonly Dictionary<string, DateTime> _marks = [];
    private Dictionary<string, Plan> _plans = [];

    /// <summary>When the next entry is due, UTC; null for never.</summary>
    public DateTime? Next { get; private set; }

    public void Load(string entryKey, byte[] value) =>
        _marks[entryKey[KeyPrefix.Length..]] = new DateTime(BinaryPrimitives.ReadInt64BigEndian(value), DateTimeKind.Utc);

    /// <summary>Ends loading. Between the last mark and the start of a process no server ran; an engine that only takes over goes on from the mark.</summary>
    public void FinishLoading(bool isNewProcess, IReadOnlyList<CronEntry> entries)
    {
        var justNow = context.Now.AddTicks(-1);
        foreach (var (key, mark) in _marks.ToList())
        {
            if (mark > context.Now + LongestLead)
            {
                Mark(key, context.Now);
            }
            else if (isNewProcess && mark < justNow)
            {
                Mark(key, justNow);
            }
        }

        Configure(entries);
    }

    /// <summary>Replaces all entries. One that is there already goes on as if nothing had happened; a new one, or one with a new schedule, counts from now.</summary>
    public void Configure(IReadOnlyList<CronEntry> entries)
    {
        Run(isFull: false);
        var before = _plans;
        _plans = entries.ToDictionary(entry => entry.Key, entry => new Plan(entry));
        foreach (var key in _marks.Keys.Where(key => !_plans.ContainsKey(key)).ToList())
        {
            _marks.Remove(key);
            context.Changes.Save(KeyPrefix + key, null);
        }

        foreach (var (key, plan) in _plans)
        {
            var isKnown = _marks.TryGetValue(key, out var mark);
            if (!isKnown || (before.TryGetValue(key, out var old) && !old.Entry.Schedule.IsSameAs(plan.Entry.Schedule)))
            {
                Mark(key, mark > context.Now ? mark : context.Now);
            }

            plan.Next = plan.Entry.Schedule.NextAfter(_marks[key]);
        }

        Next = _plans.Values.Min(plan => plan.Next);
    }

    /// <summary>Pushes what is due.</summary>
    /// <param name="isFull">Whether the server takes no jobs now: what is due is skipped.</param>
    public void Run(bool isFull)
    {
        if (!(Next <= context.Now))
        {
            return;
        }

        foreach (var (key, plan) in _plans.Where(pair => pair.Value.Next <= context.Now))
        {
            Mark(key, context.Now);
            plan.Next = plan.Entry.Schedule.NextAfter(context.Now);
            Push(plan.Entry, isFull);
        }

        Next = _plans.Values.Min(plan => plan.Next);
    }

    /// <summary>The entries come from the configuration and stay; their marks were removed from the store and are written again.</summary>
    public void OnFlushed()
    {
        foreach (var (key, mark) in _marks.ToList())
        {
            Mark(key, mark);
        }
    }

    private void Push(CronEntry entry, bool isFull)
    {
        var refusal = isFull ? "server is full" : pushes.Push(entry.Job.ToDraft(context.Ids.NextJobId(), context.Now));
        if (refusal is not null)
        {
            var kind = refusal == PushRules.NotUnique ? EngineNoticeKind.CronNotUnique : EngineNoticeKind.CronRefused;
            context.Notices.Add(new EngineNotice(kind, entry.Name) { Reason = refusal });
        }
    }

    private void Mark(string key, DateTime upTo)
    {
        _marks[key] = upTo;
        var value = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, upTo.Ticks);
        context.Changes.Save(KeyPrefix + key, value);
    }

    private sealed class Plan(CronEntry entry)
    {
        public CronEntry Entry => entry;

        public DateTime? Next { get; set; }
    }
}
