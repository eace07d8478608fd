using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Templates;

/// <summary>Runs what was generated and built, and follows one order through its chain.</summary>
internal static partial class OrderRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Starts the program on free ports, starts a chain over HTTP, waits until it has ended, and stops the program.</summary>
    /// <param name="workspace">The folder of the solution.</param>
    /// <param name="name">The project.</param>
    /// <param name="settings">Environment variables.</param>
    public static async Task ToFinishedChainAsync(Workspace workspace, string name, params (string Name, string Value)[] settings)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var project = workspace.In(Path.Combine("src", name));
        var start = project.Command([Path.Combine("bin", "Debug", "net10.0", $"{name}.dll"), "--urls", "http://127.0.0.1:0"]);
        foreach (var (variable, value) in settings)
        {
            start.Environment[variable] = value;
        }

        await using var program = RunningProgram.Start(start);
        using var http = new HttpClient { BaseAddress = new Uri(await program.WaitForAsync(ListeningOn())) };
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative), cancellationToken));

        using var started = await http.PostAsync(new Uri("/orders/42?sku=A-1&sku=B-2", UriKind.Relative), null, cancellationToken);
        var answer = await started.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, $"{started.StatusCode} {answer}\n{program.Output}");
        TestContext.Current.TestOutputHelper?.WriteLine($"POST /orders/42?sku=A-1&sku=B-2 -> {answer}");

        var chain = await FinishedAsync(http, started.Headers.Location!, program);
        Assert.Equal(["1 reserve stock", "2 charge card", "3 ship"], chain["stages"]!.AsArray().Select(stage => (string?)stage!["batch"]));
        Assert.All(chain["stages"]!.AsArray(), stage => Assert.Equal(("Succeeded", (int)stage!["jobs"]!), ((string?)stage["state"], (int)stage["done"]!)));
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken));

        Assert.Equal(0, await program.StopAsync());
    }

    /// <summary>Asks until the chain has succeeded: there is nothing that would tell.</summary>
    private static async Task<JsonNode> FinishedAsync(HttpClient http, Uri location, RunningProgram program)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var text = "";
        try
        {
            while (true)
            {
                text = await http.GetStringAsync(location, deadline.Token);
                var chain = JsonNode.Parse(text)!;
                if ((string?)chain["state"] == "Succeeded")
                {
                    TestContext.Current.TestOutputHelper?.WriteLine($"GET {location} -> {text}");
                    return chain;
                }

                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The chain did not end: {text}\n{program.Output}");
        }
    }

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex ListeningOn();
}
