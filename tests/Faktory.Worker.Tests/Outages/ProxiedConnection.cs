using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Faktory.Worker.Tests.Outages;

/// <summary>One connection through the proxy: two sockets and what is carried between them.</summary>
internal sealed partial class ProxiedConnection(Socket client, Socket server, Action<string> heard)
{
    private const int Memory = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly Lock _gate = new();
    private readonly Queue<string> _jobs = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDelayed;

    /// <summary>Completes when both sockets are closed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => _ = RunAsync();

    /// <summary>The jobs that it carried word of last.</summary>
    public IReadOnlyList<string> RecentJobs()
    {
        lock (_gate)
        {
            return [.. _jobs];
        }
    }

    public void Suffer(Fault fault)
    {
        try
        {
            switch (fault)
            {
                case Fault.Delay:
                    _isDelayed = true;
                    break;
                case Fault.HalfCloseToServer:
                    server.Shutdown(SocketShutdown.Send);
                    break;
                case Fault.HalfCloseToWorker:
                    client.Shutdown(SocketShutdown.Send);
                    break;
                default:
                    Close();
                    break;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It had ended by itself.
        }
    }

    private async Task RunAsync()
    {
        await Task.WhenAll(CarryAsync(client, server), CarryAsync(server, client));
        Close();
        _ended.SetResult();
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        var rest = "";
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
            {
                var text = rest + Encoding.Latin1.GetString(buffer, 0, count);
                Remember(text);
                heard(text);
                rest = text[Math.Max(0, text.Length - 64)..];
                if (_isDelayed)
                {
                    _isDelayed = false;
                    await Task.Delay(Pause);
                }

                await SendAsync(to, buffer.AsMemory(0, count));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Where one direction is broken the other is of no use.
            Close();
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes)..];
        }
    }

    private void Remember(string text)
    {
        lock (_gate)
        {
            foreach (Match job in JobId().Matches(text))
            {
                _jobs.Enqueue(job.Value);
            }

            while (_jobs.Count > Memory)
            {
                _jobs.Dequeue();
            }
        }
    }

    private void Close()
    {
        client.Dispose();
        server.Dispose();
    }

    [GeneratedRegex(@"tally-\d{5}")]
    private static partial Regex JobId();
}
