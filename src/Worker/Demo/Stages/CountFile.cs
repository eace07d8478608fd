using Faktory;

namespace Worker.Demo.Stages;

/// <summary>Stage 1: count one file.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Number">The file's place in the run's list of files.</param>
/// <param name="Input">The input folder.</param>
/// <param name="Path">The file, relative to it.</param>
[Job("demo.count-file")]
internal sealed record CountFile(string RunId, int Number, string Input, string Path);
