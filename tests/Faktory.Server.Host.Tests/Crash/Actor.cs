using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>
/// A client that survives its server. A command whose answer was cut off is sent again first of all, so that
/// afterwards it is known what the server holds.
/// </summary>
internal abstract class Actor(Ledger ledger)
{
    protected const string ShuttingDown = "ERR shutdown in progress";

    private string? _unanswered;
    private Action<FwpReply>? _onAnswer;

    protected Ledger Ledger => ledger;

    /// <summary>What it says it is in the round; null for a producer.</summary>
    public abstract string? Wid(int round);

    /// <summary>Sends again what was not answered.</summary>
    public async Task ResolveAsync(FwpClient client)
    {
        if (_unanswered is not null)
        {
            // Only a PUSH has the field; the other commands are safe to repeat as they are.
            await AnswerAsync(client, _unanswered.Replace("\"resend\":false", "\"resend\":true", StringComparison.Ordinal), isRepeated: true);
        }
    }

    /// <summary>Works until the connection ends, or it is told to finish.</summary>
    public async Task RunAsync(FwpClient client)
    {
        try
        {
            await WorkAsync(client);
        }
        catch (FwpDisconnectedException)
        {
            // The crash under test: what it left open is resolved in the next round.
        }
    }

    protected abstract Task WorkAsync(FwpClient client);

    protected Task SendAsync(FwpClient client, string command, Action<FwpReply> onAnswer)
    {
        _unanswered = command;
        _onAnswer = onAnswer;
        return AnswerAsync(client, command, isRepeated: false);
    }

    private async Task AnswerAsync(FwpClient client, string command, bool isRepeated)
    {
        var reply = await client.CallAsync(command);
        if (reply.Kind == FwpReplyKind.End || reply is { Kind: FwpReplyKind.Error, Text: ShuttingDown })
        {
            throw new FwpDisconnectedException(command);
        }

        var onAnswer = _onAnswer!;
        (_unanswered, _onAnswer) = (null, null);
        onAnswer(reply);
        ledger.OnReply(isRepeated);
    }
}
