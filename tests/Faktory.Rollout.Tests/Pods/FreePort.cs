using System.Net;
using System.Net.Sockets;

namespace Faktory.Rollout.Tests.Pods;

/// <summary>
/// A port for a server that comes back to it. Below those that the system hands out itself: in between, one of them could become another
/// program's, or that of a connection which dials it and so reaches itself.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 10_000;

    public static int Find() => Enumerable.Range(0, Count).Select(step => First + ((Environment.ProcessId + step) % Count)).First(IsFree);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
