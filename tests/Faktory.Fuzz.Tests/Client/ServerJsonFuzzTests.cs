using System.Text.Json;
using Faktory.Fuzz.Tests.Server;
using Faktory.Protocol;

namespace Faktory.Fuzz.Tests.Client;

/// <summary>Any JSON to what a client reads of a server: it is understood or refused, in one way.</summary>
public sealed class ServerJsonFuzzTests
{
    public static TheoryData<string> Kinds => ["info", "status", "tree", "job"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_JSON_is_understood_or_a_protocol_error(string kind)
    {
        var dice = new Dice(FuzzBudget.Seed + kind.Length);
        for (var input = 0; input < FuzzBudget.Inputs / 10; input++)
        {
            var body = Replies.Body(GoodOf(kind), dice);
            try
            {
                Read(kind, body);
            }
            catch (FaktoryProtocolException)
            {
                // The one way to refuse it.
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Assert.Fail(FuzzFailure.Describe($"{kind}: {error}", input, body));
            }
        }
    }

    private static string GoodOf(string kind) => kind switch
    {
        "info" => Replies.Info,
        "status" => Replies.Status,
        "tree" => Replies.Tree,
        _ => Replies.Job,
    };

    private static void Read(string kind, byte[] body)
    {
        switch (kind)
        {
            case "info":
                ServerInfoJson.Read(body);
                break;
            case "status":
                BatchJson.ReadStatus(body);
                break;
            case "tree":
                new BatchTreeReader().AddPage(body);
                break;
            default:
                Write(JobJson.Read(body));
                break;
        }
    }

    /// <summary>What a worker does with a job: looks at it, and may push it again.</summary>
    private static void Write(Job job)
    {
        _ = job.BatchId;
        using var output = new MemoryStream();
        using var writer = new Utf8JsonWriter(output);
        JobJson.Write(writer, job);
        writer.Flush();
        Assert.DoesNotContain((byte)'\n', output.ToArray());
    }
}
