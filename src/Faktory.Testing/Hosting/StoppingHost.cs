using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Testing;

/// <summary>Stops a host whose clock stands still.</summary>
internal static class StoppingHost
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task StopAsync(IHost host, FakeTimeProvider clock)
    {
        using (host)
        {
            // A worker gives its handlers a grace period by a clock that nobody else moves any more.
            var stopped = host.StopAsync(CancellationToken.None);
            while (await Task.WhenAny(stopped, Task.Delay(Pause)) != stopped)
            {
                clock.Advance(Step);
            }

            await stopped;
        }
    }
}
