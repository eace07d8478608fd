using System.CommandLine;
using Worker.Commands;

// Ctrl-C and SIGTERM are the host's: it lets running jobs finish and hands back the rest.
return await WorkerCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
