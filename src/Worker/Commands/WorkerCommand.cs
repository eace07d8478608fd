using System.CommandLine;
using Worker.Service;

namespace Worker.Commands;

/// <summary>The command line: without a command the service, with <c>demo</c> the demo.</summary>
internal static class WorkerCommand
{
    /// <summary>Makes it.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Runs a Faktory server and a worker in one process, until it is stopped.") { DemoCommand.Create() };
        root.SetAction((_, cancellationToken) => ServiceHost.RunAsync(cancellationToken));
        return root;
    }
}
