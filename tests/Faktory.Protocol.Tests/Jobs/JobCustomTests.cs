using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Faktory.Protocol.Tests.Jobs;

public sealed class JobCustomTests
{
    private static string? Custom(Job job) => job.Custom?.GetRawText();

    [Fact]
    public void Settings_of_the_server_are_views_over_custom()
    {
        var job = Job.Create("T") with
        {
            UniqueFor = TimeSpan.FromMinutes(10),
            UniqueUntil = UniqueUntil.Start,
            ExpiresIn = TimeSpan.FromSeconds(1.5),
            Track = true,
        };

        Assert.Equal("""{"unique_for":600,"unique_until":"start","expires_in":1.5,"track":1}""", Custom(job));
        Assert.Equal((TimeSpan.FromMinutes(10), UniqueUntil.Start, TimeSpan.FromSeconds(1.5), true), (job.UniqueFor, job.UniqueUntil, job.ExpiresIn, job.Track));
    }

    [Fact]
    public void Taking_the_last_setting_back_leaves_no_custom()
    {
        var job = Job.Create("T") with { UniqueFor = TimeSpan.FromMinutes(10), Track = true };

        var plain = job with { UniqueFor = null, Track = false, UniqueUntil = UniqueUntil.Success };

        Assert.Null(plain.Custom);
        Assert.Equal((null, false), (plain.UniqueFor, plain.Track));
    }

    [Fact]
    public void A_new_value_leaves_the_bytes_of_the_others_alone()
    {
        var job = Job.Create("T") with { Custom = JsonDocument.Parse("""{"\u0061":1.50, "big":9007199254740993 ,"b":{ "x" : [] }}""").RootElement };

        var changed = job.WithCustom("tenant", "acme").WithCustom("big", 1);

        Assert.Equal("""{"\u0061":1.50,"b":{ "x" : [] },"tenant":"acme","big":1}""", Custom(changed));
        Assert.Equal(1.5, changed.GetCustom<double>("a"));
        Assert.Equal("""{"\u0061":1.50, "big":9007199254740993 ,"b":{ "x" : [] }}""", Custom(job));
    }

    [Fact]
    public void A_value_that_is_not_there_is_the_default()
    {
        Assert.Null(Job.Create("T").GetCustom<string>("tenant"));
        Assert.Equal(0, Job.Create("T").WithCustom("other", 1).GetCustom<int>("count"));
    }

    [Fact]
    public void Values_travel_by_type_information_as_well()
    {
        var text = (JsonTypeInfo<string>)JsonSerializerOptions.Web.GetTypeInfo(typeof(string));

        var job = Job.Create("T", "x", text).WithCustom("tenant", "acme", text);

        Assert.Equal(("""["x"]""", "acme"), (job.Args.GetRawText(), job.GetCustom("tenant", text)));
    }

    [Fact]
    public void A_chosen_id_is_told_from_a_random_one()
    {
        Assert.False((Job.Create("T") with { Queue = "q" }).HasExplicitId);
        Assert.True((Job.Create("T") with { Id = "abcdef123456" } with { Queue = "q" }).HasExplicitId);
    }

    [Fact]
    public void Random_ids_differ() => Assert.NotEqual(Job.Create("T").Id, Job.Create("T").Id);
}
