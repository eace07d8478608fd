namespace Faktory;

/// <summary>Runs a job: a handler, or what stands around it.</summary>
public delegate Task JobDelegate(JobContext context);
