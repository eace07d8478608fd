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
