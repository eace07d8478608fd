using Faktory.Server.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Faktory.Server.Hosting;

/// <summary>
/// Puts changed throttles in force while the server runs. It makes its options itself, because an options monitor would throw a wrong
/// configuration at whoever reloads it.
/// </summary>
internal sealed partial class ThrottleReload(
    ICommandQueue commands,
    IOptionsFactory<FaktoryServerOptions> factory,
    ILogger<ThrottleReload> logger,
    IConfiguration? configuration = null) : IDisposable
{
    private IDisposable? _subscription;

    public void Start()
    {
        if (configuration is not null)
        {
            _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Apply);
        }
    }

    public void Dispose() => _subscription?.Dispose();

    private void Apply()
    {
        FaktoryServerOptions options;
        try
        {
            options = factory.Create(Options.DefaultName);
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            LogRefused(error.Message);
            return;
        }

        commands.Post([new SetThrottlesCommand(ThrottleRules.From(options))]);
        LogApplied(options.Throttles.Count);
    }

    [LoggerMessage(30, LogLevel.Error, "The configuration changed and is wrong, so the throttles of before stay in force. {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(31, LogLevel.Information, "The configuration changed; {Count} queues are throttled now.")]
    private partial void LogApplied(int count);
}
