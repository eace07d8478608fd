using System.Net.Sockets;
using System.Text;
using Faktory.Server.Tests.Connections;

namespace Faktory.Server.Tests.Golden;

/// <summary>A socket that speaks in raw bytes, written without the code under test.</summary>
internal sealed class WireClient(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>The reply of a closed connection.</summary>
    public const string End = "<EOF>";

    public async Task SendAsync(string bytes) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(bytes), TestContext.Current.CancellationToken);

    public async Task<string> CallAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadReplyAsync();
    }

    /// <summary>One reply with its line endings; <see cref="End"/> when the connection was closed.</summary>
    public async Task<string> ReadReplyAsync()
    {
        var line = await ReadLineAsync();
        if (!line.StartsWith('$') || line.StartsWith("$-1", StringComparison.Ordinal))
        {
            return line;
        }

        var bulk = new byte[int.Parse(line.AsSpan(1), provider: null) + 2];
        await _stream.ReadExactlyAsync(bulk, TestContext.Current.CancellationToken);
        return line + Encoding.UTF8.GetString(bulk);
    }

    public void HalfClose() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _stream.Dispose();

    private async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        var next = new byte[1];
        while (line.Count == 0 || line[^1] != (byte)'\n')
        {
            if (await _stream.ReadAsync(next, TestContext.Current.CancellationToken).AsTask().WaitAsync(FakeCommandQueue.Patience, TestContext.Current.CancellationToken) == 0)
            {
                return Encoding.UTF8.GetString([.. line]) + End;
            }

            line.Add(next[0]);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
