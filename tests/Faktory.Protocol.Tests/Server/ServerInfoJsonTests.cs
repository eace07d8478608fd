namespace Faktory.Protocol.Tests.Server;

public sealed class ServerInfoJsonTests
{
    [Fact]
    public void A_reply_of_the_real_server_is_read()
    {
        var info = ServerInfoJson.Read("""
            {"now":"2026-11-23T16:42:36.92532128Z","server_utc_time":"16:42:36 UTC","faktory":{"queues":{"default":1},"sets":{"dead":2,"retries":3,"scheduled":4,"working":9},
            "total_failures":1,"total_processed":2,"total_enqueued":1,"total_queues":1},
            "server":{"description":"Faktory","faktory_version":"1.10.0","uptime":8,"connections":1,"command_count":96,"used_memory_mb":6}}
            """u8.ToArray());

        Assert.Equal(1, info.Queues["default"]);
        Assert.Equal((2, 3, 4, 9), (info.Dead, info.Retries, info.Scheduled, info.Working));
        Assert.Equal((1, 2, 1), (info.TotalFailures, info.TotalProcessed, info.TotalEnqueued));
        Assert.Equal(("Faktory", "1.10.0", TimeSpan.FromSeconds(8)), (info.Description, info.Version, info.Uptime));
        Assert.Equal((1, 96, 6), (info.Connections, info.CommandCount, info.UsedMemoryMegabytes));
        Assert.Empty(info.Extensions);
    }

    [Fact]
    public void Nothing_that_a_server_may_say_of_itself_is_more_than_a_wrong_number()
    {
        var info = ServerInfoJson.Read("""
            {"faktory":{"queues":{"a":1,"a":2,"\ud800":3},"total_failures":"\ud800"},
             "server":{"description":"\ud800","uptime":9223372036854775807,"extensions":["\ud800","resend"]}}
            """u8.ToArray());

        Assert.Equal([("a", 2L)], info.Queues.Select(queue => (queue.Key, queue.Value)));
        Assert.Equal((0, ""), (info.TotalFailures, info.Description));
        Assert.Equal(["resend"], info.Extensions);
        Assert.True(info.Uptime > TimeSpan.FromDays(10_000));
    }

    [Fact]
    public void A_name_that_is_half_a_character_hides_the_others_and_breaks_nothing()
    {
        Assert.Empty(ServerInfoJson.Read("""{"\ud800":1,"faktory":{}}"""u8.ToArray()).Queues);
        Assert.Throws<FaktoryProtocolException>(() => BatchJson.ReadStatus("""{"bid":"b-1","\ud800":1}"""u8.ToArray()));
        Assert.Null(JobJson.Read("""{"jid":"abcdefgh","jobtype":"T","args":[],"custom":{"bid":"b-1","\ud83d\u0041":1},"at":"\ud800"}"""u8.ToArray()).At);
    }

    [Fact]
    public void Numbers_may_be_strings_and_extensions_are_a_set()
    {
        var info = ServerInfoJson.Read("""
            {"faktory":{"queues":{"a":"7"},"sets":{"dead":"12"},"total_failures":"3"},
             "server":{"description":"Faktory Enterprise","uptime":"60","used_memory_mb":"6 MB","extensions":["resend","batch.key",1]}}
            """u8.ToArray());

        Assert.Equal((7, 12, 3), (info.Queues["a"], info.Dead, info.TotalFailures));
        Assert.Equal((TimeSpan.FromMinutes(1), 6), (info.Uptime, info.UsedMemoryMegabytes));
        Assert.Equal(["batch.key", "resend"], info.Extensions.Order());
    }

    [Fact]
    public void Another_reply_is_refused() => Assert.Throws<FaktoryProtocolException>(() => ServerInfoJson.Read("[]"u8.ToArray()));
}
