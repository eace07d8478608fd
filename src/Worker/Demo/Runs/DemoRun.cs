namespace Worker.Demo.Runs;

/// <summary>One run of the demo: what is stored of it, and what its callbacks get as their arguments.</summary>
/// <param name="Id">Its id; never used twice.</param>
/// <param name="Input">The folder to look at, a full path.</param>
/// <param name="Output">Where the reports go, a full path.</param>
internal sealed record DemoRun(string Id, string Input, string Output);
