namespace Faktory.Fuzz.Tests.Grammar;

/// <summary>One command with what is to be made of it.</summary>
/// <param name="Name">The verb, with its subcommand if it has one.</param>
/// <param name="Replies">How it may be answered besides an error.</param>
/// <param name="Weight">How often it comes, relative to others.</param>
/// <param name="Lines">Good lines in which <c>@words</c> stand for names that change (see <see cref="Vocabulary"/>).</param>
internal sealed record CommandForm(string Name, ReplyForms Replies, int Weight, params string[] Lines)
{
    public string Verb { get; } = Name.Split(' ')[0];
}
