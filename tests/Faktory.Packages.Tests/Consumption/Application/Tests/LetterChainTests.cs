using Faktory;
using Faktory.Testing;
using Microsoft.Extensions.DependencyInjection;

public sealed class LetterChainTests
{
    [Fact]
    public async Task A_letter_is_written_then_sealed_then_sent()
    {
        var journal = new Journal();
        await using var faktory = await FaktoryTestHost.StartAsync(services => services
            .AddSingleton(journal)
            .AddFaktoryWorker().AddHandlersFromAssemblyContaining<Journal>());

        var batchId = await LetterChain.StartAsync(faktory.Client, "B");
        var status = await faktory.WaitForBatchAsync(batchId, TestContext.Current.CancellationToken);

        Assert.Equal(BatchState.Succeeded, status.State);
        Assert.Equal(["write", "seal", "send"], await journal.Finished);
    }
}
