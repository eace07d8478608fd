using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faktory.Client;

/// <summary>Finds mistakes in a client's settings when the host starts, and names their keys.</summary>
internal sealed class FaktoryClientOptionsValidator(IServiceProvider services) : IValidateOptions<FaktoryClientOptions>
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, FaktoryClientOptions options)
    {
        var section = ClientSection.Of(name ?? "");
        var problems = new List<string>();
        if (options.CommandTimeout <= TimeSpan.Zero || options.CommandTimeout > LongestTimeout)
        {
            problems.Add($"{section}:{nameof(FaktoryClientOptions.CommandTimeout)} is {options.CommandTimeout}; it must be longer than zero and at most {LongestTimeout}.");
        }

        try
        {
            ClientAddress.Find(name ?? "", options, services.GetService<IConfiguration>(), services.GetRequiredService<ClientEnvironment>().Read, hasEmbeddedServer: false);
        }
        catch (FormatException e)
        {
            problems.Add($"{section}:{nameof(FaktoryClientOptions.Url)}: {e.Message}");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
