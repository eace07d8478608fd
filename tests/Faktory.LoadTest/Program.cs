using Faktory.LoadTest;

return await LoadCommandLine.InvokeAsync(args);
