namespace Faktory.Client;

/// <summary>Attributes and their values, from the OpenTelemetry conventions for messaging; those that begin with <c>faktory</c> are our own.</summary>
internal static class MessagingNames
{
    public const string OperationDuration = "messaging.client.operation.duration";

    public const string System = "messaging.system";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string MessageId = "messaging.message.id";
    public const string MessageCount = "messaging.batch.message_count";
    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string JobType = "faktory.job.type";
    public const string BatchId = "faktory.batch.id";
    public const string BatchDescription = "faktory.batch.description";

    public const string Faktory = "faktory";
    public const string Send = "send";
    public const string Push = "push";
    public const string CreateBatch = "create_batch";

    /// <summary>Stands for the values beyond those that a metric tells apart.</summary>
    public const string Others = "(other)";

    /// <summary>The boundaries that the conventions ask for, in seconds, with finer ones below: a push often takes less than a millisecond.</summary>
    public static IReadOnlyList<double> Boundaries { get; } = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
}
