using Faktory.Server.Engine;
using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Hosting;

public sealed class MailboxTests
{
    private readonly Mailbox _mailbox = new(commandsWorthWaking: 3);

    [Fact]
    public async Task Few_commands_wait_for_the_commit()
    {
        Post(2);
        var taking = Task.Run(Take, TestContext.Current.CancellationToken);

        _mailbox.Raise(new StoreEvent.Maintained());
        var mail = await taking.SoonAsync();

        Assert.Equal(2, mail.Commands.Count);
        Assert.NotNull(mail.Event);
    }

    [Fact]
    public async Task Many_commands_do_not()
    {
        Post(2);
        var taking = Task.Run(Take, TestContext.Current.CancellationToken);

        Post(1);
        var mail = await taking.SoonAsync();

        Assert.Equal(3, mail.Commands.Count);
        Assert.Null(mail.Event);
    }

    private Mail Take() => _mailbox.Take([], takeCommands: true, wait: true, isCommitting: true);

    private void Post(int commands) =>
        _mailbox.Post([.. Enumerable.Range(0, commands).Select(_ => new TickCommand())]);
}
