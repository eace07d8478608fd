using System.Globalization;
using Faktory.Client.Tests.Scripted;

namespace Faktory.Client.Tests.Connections;

public sealed class PipeliningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_callers_share_one_connection_and_get_their_own_replies()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSH ", command => Number(command) % 3 == 0 ? "-NOTUNIQUE Job not unique\r\n" : ScriptedServer.Ok);

        var results = await Task.WhenAll(Enumerable.Range(0, 2000).Select(number =>
            Task.Run(() => fixture.Client.PushAsync(Job.Create("T") with { Id = $"job-{number:d8}" }, Cancel).AsTask(), Cancel)));

        for (var number = 0; number < results.Length; number++)
        {
            Assert.Equal(new PushResult($"job-{number:d8}", number % 3 == 0), results[number]);
        }

        Assert.Single(fixture.Server.Hellos);

        static int Number(string command) =>
            int.Parse(command.AsSpan(command.IndexOf("job-", StringComparison.Ordinal) + 4, 8), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Commands_do_not_wait_for_the_replies_of_others()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSH ", ScriptedServer.Silence);
        await fixture.Admin.GetInfoAsync(Cancel);
        var first = fixture.Client.PushAsync(Job.Create("First"), Cancel).AsTask();
        var second = fixture.Client.PushAsync(Job.Create("Second"), Cancel).AsTask();
        await fixture.Server.Arrival("PUSH ");

        await fixture.Server.Latest!.SayAsync("+OK\r\n-ERR no\r\n");

        await first;
        await Assert.ThrowsAsync<FaktoryException>(() => second);
    }

    [Fact]
    public async Task Pushes_of_one_caller_keep_their_order()
    {
        await using var fixture = new ClientFixture();
        await fixture.Client.PushAsync(Job.Create("T") with { Id = "job-warm-up" }, Cancel);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => fixture.Client.PushAsync(Job.Create("T", number), Cancel).AsTask()));

        var arrived = fixture.Server.Commands.Skip(1).Select(command => command[(command.IndexOf('[', StringComparison.Ordinal) + 1)..command.IndexOf(']', StringComparison.Ordinal)]);
        Assert.Equal(Enumerable.Range(0, 500).Select(number => number.ToString(CultureInfo.InvariantCulture)), arrived);
    }
}
