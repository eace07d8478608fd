using System.Diagnostics;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>Waits for what must come, bounded.</summary>
internal static partial class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Between two questions if nothing else is said, so that asking does not take the time that the answer needs.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Asks again and again until the answer is right.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="isRight">Whether the answer is.</param>
    /// <param name="what">What is waited for, for the message of a failing test.</param>
    /// <param name="pause">Between two questions.</param>
    /// <returns>The answer.</returns>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight, string what, TimeSpan? pause = null)
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
            await Task.Delay(pause ?? Pause, TestContext.Current.CancellationToken);
        }
    }
}
