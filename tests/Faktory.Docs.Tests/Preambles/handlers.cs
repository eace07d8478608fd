global using System.Text.Json;
global using Faktory;

public abstract partial class Surroundings
{
    protected WebApplicationBuilder builder = null!;
    protected IFaktoryClient jobs = null!;
}

public interface IMailer
{
    Task SendAsync(int invoiceId, string language, string key, CancellationToken cancellationToken);
    Task WarmAsync(string region, CancellationToken cancellationToken);
}

public sealed class MailboxFullException : Exception;
