using System.Diagnostics;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>Waits for what must come, bounded.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Between two questions, so that asking does not take the time that the answer needs.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Asks again and again until the answer is right.</summary>
    /// <returns>The answer.</returns>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight, string what)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (isRight(answer))
            {
                return answer;
            }

            Assert.True(watch.Elapsed < Patience, $"Waited {Patience.TotalSeconds} s for {what}; the last answer was {answer}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for INFO to tell what a timer of the server has done.</summary>
    public static Task<InfoView> InfoAsync(FwpClient client, Func<InfoView, bool> isRight, string what) =>
        GetAsync(client.InfoAsync, isRight, what);
}
