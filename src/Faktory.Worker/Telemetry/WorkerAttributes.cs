namespace Faktory.Worker;

/// <summary>Attributes that only workers use, and the values of the conventions' attributes that they use them with.</summary>
internal static class WorkerAttributes
{
    public const string Worker = "faktory.worker.name";
    public const string Attempt = "faktory.job.attempt";
    public const string Outcome = "faktory.job.outcome";
    public const string Callback = "faktory.batch.callback";
    public const string Purpose = "faktory.connection.purpose";

    public const string Process = "process";
    public const string Receive = "receive";
    public const string Settle = "settle";
}
