namespace Faktory.Worker;

/// <summary>A worker's parts, checked and ready to start.</summary>
internal sealed record WorkerParts(
    FaktoryWorkerOptions Options,
    QueueList Queues,
    JobRunner Runner,
    HandlerTurns Turns,
    JobTelemetry Telemetry,
    WorkerVitals Vitals,
    string Endpoint,
    WorkerLink FetchLink,
    WorkerLink ReportLink,
    WorkerLink BeatLink,
    TimeProvider LinkTime);
