namespace Faktory.Server.Host.Tests.Fixtures;

internal static partial class Eventually
{
    /// <summary>Waits for INFO to tell what a timer of the server has done.</summary>
    public static Task<InfoView> InfoAsync(FwpClient client, Func<InfoView, bool> isRight, string what) =>
        GetAsync(client.InfoAsync, isRight, what);
}
