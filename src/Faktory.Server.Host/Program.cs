using Faktory.Server.Host;

return await ServerCommandLine.InvokeAsync(args);
