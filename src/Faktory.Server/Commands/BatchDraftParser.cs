using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The batches of BATCH NEW and BATCH SUBMIT.</summary>
/// <param name="now">UTC; becomes <c>created_at</c> of jobs that have none.</param>
/// <param name="isSubmit">Whether jobs and children are read; NEW ignores them as it ignores every unknown field.</param>
internal sealed class BatchDraftParser(DateTime now, bool isSubmit)
{
    private readonly SubmitLimits _limits = new();

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
        if (SubmitLimits.CheckBytes(argument.Length) is { } tooLong)
        {
            return ParsedCommand.Refused(tooLong);
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
        var tooMany = _limits.AddBatch();
        _error ??= tooMany;
        var batch = new BatchFields();
        if (!JsonArgument.IsObject(ref reader, "a batch"))
        {
            return batch.ToDraft(isTop);
        }

        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            if (!batch.TryReadText(name, ref reader)
                && !TryReadCallback(name, ref reader, source, batch)
                && !(isSubmit && TryReadContent(name, ref reader, source, batch)))
            {
                reader.Skip();
            }
        }

        if (!isTop && batch.ParentId is not null)
        {
            _error ??= "the children of a BATCH SUBMIT belong to the batch they stand in: leave out their parent_bid";
        }

        return batch.ToDraft(isTop);
    }

    private bool TryReadCallback(scoped ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, BatchFields batch)
    {
        if (JsonArgument.Matches(name, "success"u8))
        {
            batch.Success = ReadCallback(ref reader, source, "success");
        }
        else if (JsonArgument.Matches(name, "complete"u8))
        {
            batch.Complete = ReadCallback(ref reader, source, "complete");
        }
        else if (JsonArgument.Matches(name, "cancelled"u8))
        {
            batch.Cancelled = ReadCallback(ref reader, source, "cancelled");
        }
        else
        {
            return false;
        }

        return true;
    }

    private CallbackDraft? ReadCallback(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, string kind)
    {
        var callback = CallbackParser.Read(ref reader, source, kind, now, out var error);
        _error ??= error;
        return callback;
    }

    private bool TryReadContent(scoped ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, BatchFields batch)
    {
        if (JsonArgument.Matches(name, "jobs"u8))
        {
            batch.Jobs = ReadJobs(ref reader, source);
        }
        else if (JsonArgument.Matches(name, "children"u8))
        {
            batch.Children = ReadChildren(ref reader, source);
        }
        else
        {
            return false;
        }

        return true;
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
            if (_limits.AddJob() is { } tooMany)
            {
                _error ??= tooMany;
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
