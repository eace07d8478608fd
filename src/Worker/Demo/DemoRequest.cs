namespace Worker.Demo;

/// <summary>What the command line asked for. All paths are full ones.</summary>
/// <param name="Input">The folder to look at.</param>
/// <param name="Output">Where the reports go.</param>
/// <param name="Data">The demo's data folder.</param>
/// <param name="Resume">Whether to go on with the stored run.</param>
internal sealed record DemoRequest(string Input, string Output, string Data, bool Resume);
