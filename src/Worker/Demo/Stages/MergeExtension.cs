using Faktory;

namespace Worker.Demo.Stages;

/// <summary>Stage 2: merge what was counted in the files with one extension.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Number">The extension's place among the run's extensions.</param>
/// <param name="Extension">The extension.</param>
/// <param name="Files">The places of its files in the run's list of files.</param>
[Job("demo.merge-extension")]
internal sealed record MergeExtension(string RunId, int Number, string Extension, int[] Files);
