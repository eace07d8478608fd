namespace Faktory.Server.Engine;

/// <summary>A job that is pushed again and again.</summary>
/// <param name="Key">What makes it the same entry over reloads and restarts; unique. Stored.</param>
/// <param name="Name">What it is called in the log.</param>
/// <param name="Schedule">When.</param>
/// <param name="Job">What.</param>
internal sealed record CronEntry(string Key, string Name, CronSchedule Schedule, CronJob Job);
