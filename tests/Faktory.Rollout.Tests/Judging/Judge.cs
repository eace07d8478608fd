using System.Text.Json;
using Faktory.RolloutWorker;

namespace Faktory.Rollout.Tests.Judging;

/// <summary>Compares what was promised with what was executed.</summary>
/// <param name="executions">All, in the order of their beginnings.</param>
/// <param name="jobs">The single jobs whose push was answered.</param>
internal sealed class Judge(IReadOnlyList<Execution> executions, IEnumerable<string> jobs)
{
    private static readonly HashSet<string> SingleTypes = [Job.For<ShortJob>(0).Type, LongJob.Type];

    private readonly ILookup<string, Execution> _ofJob = executions.ToLookup(execution => execution.JobId);
    private readonly ILookup<int, Execution> _steps = OfChains(executions, StepJob.Type);
    private readonly ILookup<int, Execution> _ends = OfChains(executions, ChainDone.Type);

    /// <summary>How many different jobs were executed.</summary>
    public int JobCount => _ofJob.Count;

    public IReadOnlyList<Repeat> Repeats { get; } =
    [
        .. executions.GroupBy(execution => execution.JobId).SelectMany(job => job.Zip(job.Skip(1), (first, next) => new Repeat(first, next))),
    ];

    /// <summary>Jobs whose handler came to its end more than once.</summary>
    public int Duplicates => _ofJob.Count(job => job.Count(execution => execution.HasEnded) > 1);

    /// <summary>Single jobs that were lost or came from nowhere, and jobs that were executed once too often or held too long.</summary>
    public IEnumerable<string> Examine() =>
    [
        .. jobs.Where(job => !HasEnded(job)).Select(job => $"{job} was accepted and did not run to its end"),
        .. _ofJob.Where(job => SingleTypes.Contains(job.First().Type)).Select(job => job.Key).Except(jobs).Select(job => $"{job} ran and was never pushed"),
        .. Repeats.Where(repeat => repeat.Fault() is not null).Select(repeat => $"{repeat.First} {repeat.Fault()}: {repeat.Next}"),
    ];

    /// <summary>What is wrong with a chain: a job or a batch that is missing or too many, or a callback.</summary>
    public IEnumerable<string> ExamineChain(int chain, BatchTree tree)
    {
        var found = _steps[chain].GroupBy(step => step.Args).Select(step => (Args: step.Key, Jobs: step.Select(execution => execution.JobId).Distinct().ToList())).ToList();
        var expected = Chain.Stages.SelectMany((size, stage) => Enumerable.Range(0, size).Select(number => $"[{chain},{stage + 1},{number}]"));
        var finished = _ends[chain].Select(execution => execution.JobId).Distinct().ToList();
        var stages = tree.Children.Select(stage => (stage.Status.Description, stage.Status.Total, stage.Status.Pending, stage.Status.State));
        var right = Chain.Stages.Select((size, stage) => ($"{stage + 1}", (long)size, 0L, BatchState.Succeeded));
        if (!expected.ToHashSet().SetEquals(found.Select(step => step.Args)) || found.Any(step => step.Jobs is not [var job] || !HasEnded(job)))
        {
            yield return $"Chain {chain} ran {string.Join(' ', found.Select(step => $"{step.Args}x{step.Jobs.Count}"))}";
        }

        if (finished is not [var done] || !HasEnded(done))
        {
            yield return $"Chain {chain} finished {finished.Count} times";
        }

        if (!stages.SequenceEqual(right) || tree.Status is not { State: BatchState.Succeeded, Success: CallbackState.Acknowledged, Total: 0 })
        {
            yield return $"Chain {chain} is {tree.Status}, with the stages {string.Join(", ", stages)}";
        }
    }

    private static ILookup<int, Execution> OfChains(IEnumerable<Execution> executions, string type) =>
        executions.Where(execution => execution.Type == type).ToLookup(execution => JsonElement.Parse(execution.Args)[0].GetInt32());

    private bool HasEnded(string job) => _ofJob[job].Any(execution => execution.HasEnded);
}
