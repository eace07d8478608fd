using Faktory.Server.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Faktory.Server.Hosting;

/// <summary>
/// Hands the settings that may change while the server runs to the engine when the configuration changes. A configuration with
/// an error anywhere in it is refused as a whole.
/// </summary>
/// <remarks>
/// Not through <see cref="IOptionsMonitor{TOptions}"/>: that throws out of the change's notification when the new settings are wrong, and has no old ones any more.
/// </remarks>
internal sealed partial class SettingsReload(
    IOptionsFactory<FaktoryServerOptions> settings,
    ICommandQueue engine,
    ILogger<SettingsReload> logger,
    IConfiguration? configuration = null) : IDisposable
{
    private readonly Lock _gate = new();
    private IDisposable? _subscription;

    public void Start()
    {
        if (configuration is null)
        {
            return;
        }

        foreach (var file in ConfigurationFiles.Providers(configuration))
        {
            // A changed file that is no JSON makes no notification, and what the watcher throws nobody hears.
            file.Source.OnLoadException ??= context => LogUnreadable(context.Provider.Source.Path, context.Exception.InnerException?.Message ?? context.Exception.Message);
        }

        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Apply);
    }

    public void Dispose() => _subscription?.Dispose();

    /// <summary>A boundary: what is wrong with the new settings must not reach whoever changed them.</summary>
    private void Apply()
    {
        lock (_gate)
        {
            try
            {
                var options = settings.Create(Options.DefaultName);
                var cron = CronEntries.Read(options);
                engine.Post([new ConfigureCronCommand(cron), new SetThrottlesCommand(ThrottleRules.From(options))]);
                LogApplied(cron.Count, options.Throttles.Count);
            }
            catch (OptionsValidationException error)
            {
                LogRefused(string.Join(" ", error.Failures));
            }
            catch (Exception error)
            {
                LogRefused(error.Message);
            }
        }
    }

    [LoggerMessage(3, LogLevel.Error, "The changed file {File} is not used: {Reason}")]
    private partial void LogUnreadable(string? file, string reason);

    [LoggerMessage(1, LogLevel.Information, "The configuration was read again: {CronEntries} cron entries, {Throttles} throttled queues.")]
    private partial void LogApplied(int cronEntries, int throttles);

    [LoggerMessage(2, LogLevel.Error, "The changed configuration is not used, and the one before stays in force. {Failures}")]
    private partial void LogRefused(string failures);
}
