using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faktory.Fuzz.Tests.Grammar;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>What must be true of an engine at any time: it says what is stored, and its numbers agree with each other.</summary>
internal static class EngineInvariants
{
    public static void Check(DirectEngine engine, Vocabulary names)
    {
        var info = Object(engine.Ask(new InfoCommand(new Session(), new HostFigures(0, 0, 0, 0))))["faktory"]!;
        var rows = engine.Observed.Jobs.Values;
        Assert.Equal(rows.Count(row => row.State == JobState.Scheduled), (int)info["sets"]!["scheduled"]!);
        Assert.Equal(rows.Count(row => row.State == JobState.Retrying), (int)info["sets"]!["retries"]!);
        Assert.Equal(rows.Count(row => row.State == JobState.Dead), (int)info["sets"]!["dead"]!);
        Assert.Equal(rows.Count(row => row.State == JobState.Working), (int)info["sets"]!["working"]!);
        var queues = info["queues"]!.AsObject();
        foreach (var (queue, size) in queues)
        {
            Assert.Equal(rows.Count(row => row.State == JobState.Enqueued && row.Queue == queue), (int)size!);
        }

        Assert.Equal(rows.Count(row => row.State == JobState.Enqueued), (int)info["total_enqueued"]!);
        Assert.Equal(queues.Count, (int)info["total_queues"]!);
        Assert.All(engine.Observed.Batches.Values, batch => CheckBatch(engine, batch.Bid));
        Assert.All(names.Batches, bid => CheckBatch(engine, bid));
    }

    /// <summary>Everything that a restart must keep.</summary>
    public static string Describe(StateMachine machine, Vocabulary names)
    {
        var text = new StringBuilder();
        var info = Object(Ask(machine, new InfoCommand(new Session(), new HostFigures(0, 0, 0, 0))))["faktory"]!.AsObject();
        info["tasks"]!.AsObject().Remove("Workers");
        text.AppendLine(info.ToJsonString());
        foreach (var bid in names.Batches)
        {
            text.AppendLine(Text(Ask(machine, new BatchStatusCommand(new Session(), bid))));
            text.AppendLine(Text(Ask(machine, new BatchTreeCommand(new Session(), bid, null, 1000))));
        }

        return text.ToString();
    }

    private static void CheckBatch(DirectEngine engine, string bid)
    {
        if (engine.Ask(new BatchStatusCommand(new Session(), bid)) is not BulkReply reply)
        {
            return;
        }

        var status = JsonNode.Parse(reply.Payload.Span)!;
        var (total, pending, failed) = ((long)status["total"]!, (long)status["pending"]!, (long)status["failed"]!);
        Assert.True(failed >= 0 && failed <= pending && pending <= total, $"{bid}: total {total}, pending {pending}, failed {failed}");
    }

    private static Reply Ask(StateMachine machine, Command command)
    {
        machine.Apply(command);
        machine.Answered.Clear();
        return command.Reply!;
    }

    private static JsonNode Object(Reply? reply) => JsonNode.Parse(((BulkReply)reply!).Payload.Span, null, new JsonDocumentOptions { MaxDepth = 1000 })!;

    private static string Text(Reply reply) => reply switch
    {
        BulkReply bulk => Encoding.UTF8.GetString(bulk.Payload.Span),
        ErrorReply error => error.Text,
        _ => reply.GetType().Name,
    };
}
