using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faktory.Deployment.Tests.Processes;

/// <summary>Somebody who pushes jobs to a server without a password.</summary>
internal static class Producer
{
    public static async Task PushAsync(string server, string job)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPEndPoint.Parse(server), cancel);
        using var replies = new StreamReader(tcp.GetStream(), Encoding.UTF8);
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"HELLO {{\"v\":2}}\r\nPUSH {job}\r\n"), cancel);
        Assert.StartsWith("+HI", await replies.ReadLineAsync(cancel), StringComparison.Ordinal);
        Assert.Equal("+OK", await replies.ReadLineAsync(cancel));
        Assert.Equal("+OK", await replies.ReadLineAsync(cancel));
    }
}
