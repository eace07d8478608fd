using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The batches of BATCH NEW and BATCH SUBMIT.</summary>
/// <param name="now">UTC; becomes <c>created_at</c> of jobs that have none.</param>
/// <param name="isSubmit">Whether jobs and children are read; NEW ignores them as it ignores every unknown field.</param>
internal sealed class BatchDraftParser(DateTime now, bool isSubmit)
{
    private const int MaxSubmitBytes = 4 * 1024 * 1024;
    private const int MaxSubmitJobs = 5000;
    private const int MaxSubmitBatches = 5000;
    private const string Instead = "create the root with BATCH NEW and a key, and push into it";

    private int _jobs;
    private int _batches;

    /// <summary>What is wrong with the batch although it is proper JSON; the first such thing.</summary>
    private string? _error;

    /// <exception cref="JsonException">The argument is no batch.</exception>
    public static ParsedCommand ParseNew(Session session, ReadOnlySpan<byte> argument, DateTime now)
    {
        var parser = new BatchDraftParser(now, isSubmit: false);
        var batch = parser.ReadAll(argument);
        return parser._error is { } error ? ParsedCommand.Refused(error) : ParsedCommand.For(new BatchNewCommand(session, batch));
    }

    /// <exception cref="JsonException">The argument is no batch.</exception>
    public static ParsedCommand ParseSubmit(Session session, ReadOnlySpan<byte> argument, DateTime now)
    {
        if (argument.Length > MaxSubmitBytes)
        {
            return ParsedCommand.Refused($"BATCH SUBMIT takes at most {MaxSubmitBytes} bytes, this one has {argument.Length}: {Instead}");
        }

        var parser = new BatchDraftParser(now, isSubmit: true);
        var batch = parser.ReadAll(argument);
        return parser._error is { } error ? ParsedCommand.Refused(error) : ParsedCommand.For(new BatchSubmitCommand(session, batch));
    }

    private BatchDraft ReadAll(ReadOnlySpan<byte> argument)
    {
        var reader = JsonArgument.Open(argument);
        var batch = Read(ref reader, argument, isTop: true);
        JsonArgument.Close(ref reader);
        if (batch is { ParentId: null, Success: null, Complete: null })
        {
            _error ??= "a batch needs a success or a complete callback";
        }

        return batch;
    }

    private BatchDraft Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, bool isTop)
    {
        if (++_batches > MaxSubmitBatches)
        {
            _error ??= $"BATCH SUBMIT takes at most {MaxSubmitBatches} batches: {Instead}";
        }

        string? description = null, parent = null, key = null;
        CallbackDraft? success = null, complete = null, cancelled = null;
        IReadOnlyList<JobDraft> jobs = [];
        IReadOnlyList<BatchDraft> children = [];
        if (!JsonArgument.IsObject(ref reader, "a batch"))
        {
            return new BatchDraft();
        }

        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            if (JsonArgument.Matches(name, "description"u8))
            {
                description = JsonArgument.ReadString(ref reader, "description");
            }
            else if (JsonArgument.Matches(name, "parent_bid"u8))
            {
                parent = JsonArgument.ReadString(ref reader, "parent_bid");
            }
            else if (JsonArgument.Matches(name, "key"u8))
            {
                key = JsonArgument.ReadString(ref reader, "key");
            }
            else if (JsonArgument.Matches(name, "success"u8))
            {
                success = ReadCallback(ref reader, source, "success");
            }
            else if (JsonArgument.Matches(name, "complete"u8))
            {
                complete = ReadCallback(ref reader, source, "complete");
            }
            else if (JsonArgument.Matches(name, "cancelled"u8))
            {
                cancelled = ReadCallback(ref reader, source, "cancelled");
            }
            else if (isSubmit && JsonArgument.Matches(name, "jobs"u8))
            {
                jobs = ReadJobs(ref reader, source);
            }
            else if (isSubmit && JsonArgument.Matches(name, "children"u8))
            {
                children = ReadChildren(ref reader, source);
            }
            else
            {
                reader.Skip();
            }
        }

        if (!isTop && !string.IsNullOrEmpty(parent))
        {
            _error ??= "the children of a BATCH SUBMIT belong to the batch they stand in: leave out their parent_bid";
        }

        return new BatchDraft
        {
            Description = description ?? "",
            ParentId = isTop && !string.IsNullOrEmpty(parent) ? parent : null,
            Key = string.IsNullOrEmpty(key) ? null : key,
            Success = success,
            Complete = complete,
            Cancelled = cancelled,
            Jobs = jobs,
            Children = children,
        };
    }

    private CallbackDraft? ReadCallback(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, string kind)
    {
        if (!JsonArgument.IsObject(ref reader, kind))
        {
            return null;
        }

        var job = JobFields.Read(ref reader, source, now);
        if (JobRules.CheckCallback(job, out var at) is { } error)
        {
            _error ??= $"{kind} callback: {error}";
            return null;
        }

        var custom = CustomFields.Without(job.Custom.Raw, static name =>
            name.SequenceEqual("_bid"u8) || name.SequenceEqual("_cb"u8) || name.SequenceEqual("_pbid"u8));
        return new CallbackDraft
        {
            JobId = job.JobId.IsEmpty ? null : job.JobId.ToString(),
            Payload = JobPayload.Build(job, default, hasId: false, now),
            Custom = custom.IsEmpty ? null : custom.ToArray(),
            Queue = JobParser.QueueName(job.Queue),
            Retry = job.Retry ?? JobPayload.DefaultRetry,
            ReserveFor = job.ReserveFor,
            At = at,
            BatchId = job.Custom.BatchId,
        };
    }

    private List<JobDraft> ReadJobs(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var jobs = new List<JobDraft>();
        if (!JsonArgument.IsArray(ref reader, "jobs"))
        {
            return jobs;
        }

        while (JsonArgument.NextElement(ref reader))
        {
            var job = JobFields.Read(ref reader, source, now);
            if (++_jobs > MaxSubmitJobs)
            {
                _error ??= $"BATCH SUBMIT takes at most {MaxSubmitJobs} jobs: {Instead}";
            }
            else if (JobRules.Check(job, out var at) is { } error)
            {
                _error ??= $"job \"{CommandParser.Echo(job.JobId.Value)}\": {error}";
            }
            else
            {
                // The engine names the new batch.
                jobs.Add(JobParser.Draft(job, CustomFields.Without(job.Custom.Raw, static name => name.SequenceEqual("bid"u8)), at, now));
            }
        }

        return jobs;
    }

    private List<BatchDraft> ReadChildren(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var children = new List<BatchDraft>();
        if (JsonArgument.IsArray(ref reader, "children"))
        {
            while (JsonArgument.NextElement(ref reader))
            {
                children.Add(Read(ref reader, source, isTop: false));
            }
        }

        return children;
    }
}
