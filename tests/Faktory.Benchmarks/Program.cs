using Faktory.Benchmarks;

return await BenchmarkCommandLine.InvokeAsync(args);
