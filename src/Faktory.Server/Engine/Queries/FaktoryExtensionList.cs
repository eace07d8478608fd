using Faktory.Protocol;

namespace Faktory.Server.Engine;

/// <summary>What INFO lists under <c>server.extensions</c>.</summary>
internal static class FaktoryExtensionList
{
    public static IReadOnlyList<string> Supported { get; } =
    [
        FaktoryExtensions.BatchCancel,
        FaktoryExtensions.BatchKey,
        FaktoryExtensions.BatchList,
        FaktoryExtensions.BatchResults,
        FaktoryExtensions.BatchRetry,
        FaktoryExtensions.BatchSubmit,
        FaktoryExtensions.BatchTree,
        FaktoryExtensions.FailDead,
        FaktoryExtensions.FailRetryIn,
        FaktoryExtensions.FetchPipelined,
        FaktoryExtensions.Release,
        FaktoryExtensions.Requeue,
        FaktoryExtensions.Resend,
    ];
}
