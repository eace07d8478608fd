using Microsoft.Extensions.Options;

namespace Faktory.Server.Hosting;

/// <summary>Replaces a password that starts with <c>/</c> by the content of the file it names.</summary>
internal sealed class PasswordFile : IPostConfigureOptions<FaktoryServerOptions>
{
    public void PostConfigure(string? name, FaktoryServerOptions options)
    {
        if (options.Password is not ['/', ..])
        {
            return;
        }

        try
        {
            options.Password = File.ReadAllText(options.Password).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(
                name ?? "", typeof(FaktoryServerOptions), [$"{FaktoryServerOptionsValidator.Section}:Password names a file that cannot be read: {error.Message}"]);
        }

        if (options.Password.Length == 0)
        {
            throw new OptionsValidationException(
                name ?? "", typeof(FaktoryServerOptions), [$"{FaktoryServerOptionsValidator.Section}:Password names a file that is empty."]);
        }
    }
}
