using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faktory.Server.Host.Tests;

public sealed class StandAloneServerTests
{
    private static readonly (string Name, string Value)[] Plain = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_commands_and_answers_health_probes()
    {
        await using var host = await HostProcess.StartReadyAsync();
        using var http = new HttpClient { BaseAddress = host.Web };

        var replies = await TalkAsync(host.Commands, """PUSH {"jid":"job-00001","jobtype":"t","args":[]}""", "FETCH default");

        Assert.StartsWith("+HI", replies[0], StringComparison.Ordinal);
        Assert.Equal(["+OK", "+OK"], replies[1..3]);
        Assert.StartsWith("$", replies[3], StringComparison.Ordinal);
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("health/live", UriKind.Relative), Cancellation));
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("health/ready", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task SIGTERM_stops_it_in_order_and_the_next_start_has_the_jobs()
    {
        var data = Directory.CreateTempSubdirectory("faktory-data-").FullName;
        try
        {
            await using var first = await HostProcess.StartReadyAsync(null, null, "-d", data);
            await TalkAsync(first.Commands, """PUSH {"jid":"job-00001","jobtype":"t","args":[]}""");

            first.Signal("TERM");
            var (code, output, errors) = await first.ExitAsync();
            await using var second = await HostProcess.StartReadyAsync(null, null, "-d", data);
            var replies = await TalkAsync(second.Commands, "FETCH default");

            Assert.Equal(0, code);
            Assert.Equal("", output);
            Assert.Contains("has stopped", errors, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(data, "faktory.db")));
            Assert.StartsWith("$", replies[2], StringComparison.Ordinal);
            Assert.NotEqual("$-1", replies[2]);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task The_password_comes_from_the_environment()
    {
        await using var host = await HostProcess.StartReadyAsync(null, [("FAKTORY_PASSWORD", "secret")]);

        var replies = await TalkAsync(host.Commands);

        Assert.Contains("\"s\":", replies[0], StringComparison.Ordinal);
        Assert.Equal("-ERR Invalid password", replies[1]);
    }

    [Fact]
    public async Task Settings_come_from_variables_and_from_the_file_of_the_environment()
    {
        var folder = Directory.CreateTempSubdirectory("faktory-host-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "appsettings.staging.json"), """{ "Faktory": { "Server": { "DataDirectory": "from-file" } } }""", Cancellation);

        await using var host = await HostProcess.StartReadyAsync(folder, [("Faktory__Server__Password", "secret")], "-e", "staging");
        var replies = await TalkAsync(host.Commands);

        Assert.Equal("-ERR Invalid password", replies[1]);
        Assert.True(File.Exists(Path.Combine(folder, "from-file", "faktory.db")));
    }

    [Fact]
    public async Task Help_names_the_flags()
    {
        await using var host = HostProcess.Start(null, Plain, "--help");

        var (code, output, _) = await host.ExitAsync();

        Assert.Equal(0, code);
        Assert.All(["-b", "-w", "-d", "-e", "FAKTORY_PASSWORD", "Faktory:Server:Cron", "SIGHUP"], flag => Assert.Contains(flag, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-b", "nonsense", "Faktory:Server:Listen")]
    [InlineData("-b", "0.0.0.0:0", "Faktory:Server:Password")]
    [InlineData("-w", "nonsense", "-w")]
    [InlineData("-x", "1", "-x")]
    public async Task A_wrong_flag_is_one_clear_error(string flag, string value, string named)
    {
        await using var host = HostProcess.Start(null, Plain, flag, value);

        var (code, _, errors) = await host.ExitAsync();

        Assert.Equal(1, code);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_and_told_which_file()
    {
        await using var first = await HostProcess.StartReadyAsync();
        var data = Path.Combine(first.Folder, ".faktory");

        await using var second = HostProcess.Start(null, Plain, "-b", "127.0.0.1:0", "-w", "127.0.0.1:0", "-d", data);
        var (code, _, errors) = await second.ExitAsync();

        Assert.Equal(1, code);
        Assert.Contains(data, errors, StringComparison.Ordinal);
    }

    /// <summary>The greeting, the reply to HELLO, and one line per command.</summary>
    private static async Task<string[]> TalkAsync(IPEndPoint endPoint, params string[] commands)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(endPoint, Cancellation);
        using var reader = new StreamReader(tcp.GetStream(), Encoding.UTF8);
        var replies = new List<string> { (await reader.ReadLineAsync(Cancellation))! };
        foreach (var command in commands.Prepend("""HELLO {"v":2}"""))
        {
            await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), Cancellation);
            replies.Add((await reader.ReadLineAsync(Cancellation))!);
        }

        return [.. replies];
    }
}
