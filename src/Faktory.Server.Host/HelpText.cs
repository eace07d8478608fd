namespace Faktory.Server.Host;

/// <summary>What <c>--help</c> says besides the options.</summary>
internal static class HelpText
{
    public const string Description = """
        A Faktory job server with nested batches, durable in one SQLite file.

        Settings, later ones win:
          appsettings.json, appsettings.ENVIRONMENT.json   in the current folder, for example { "Faktory": { "Server": { "MaxConnections": 500 } } }
          Faktory__Server__NAME                            variables, for example Faktory__Server__Durability=Relaxed
          FAKTORY_PASSWORD                                 what clients must know; /FILE names a file that holds it
          the options below

        Names below Faktory:Server (default):
          Listen (127.0.0.1:7419), Password, AllowInsecure (false), Certificate:Path, Certificate:KeyPath, DataDirectory (.faktory),
          Durability (Full; or Relaxed), MaxPayloadBytes (16777216), MaxConnections (2000), MaxMemory (75 % of what there is),
          RecoveryTimeout (00:00:30), MinimumReservation (00:01:00), RetryBase (00:00:15), WorkerLostAfter (00:00:30),
          UncommittedBatchTtl (00:30:00), FinishedBatchRetention (1.00:00:00)

        Jobs that the server pushes at set times stand in appsettings.json under Faktory:Server:Cron, as in
        [{ "schedule": "0 3 * * *", "job": { "type": "report", "args": [1] } }]; how many jobs of a queue may run at once under
        Faktory:Server:Throttles, as in { "reports": { "concurrency": 2, "timeout": 600 } }. A changed file takes effect within
        seconds, and SIGHUP makes a server that was not started in a terminal read its files again.

        Logs go to standard error: Logging__LogLevel__Default=Warning for less, Logging__Console__FormatterName=json for JSON.

        HTTP: /health/live (the process runs), /health/ready (commands are applied; else 503), /stats (INFO as JSON), /metrics (Prometheus).

        SIGTERM stops it in order. Exit codes: 0 stopped or done, 1 could not start, or its store failed for good.
        """;
}
