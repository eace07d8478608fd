using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Server.Tests.Hosting;

/// <summary>Listens to the meter of one application: the last value of each gauge and counter, the number and the sum of the values of each histogram.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _values = new();

    /// <param name="services">The application.</param>
    public MetricReader(IServiceProvider services)
        : this(meter => meter.Name == FaktoryServerTelemetry.MeterName && meter.Scope == services.GetRequiredService<IMeterFactory>())
    {
    }

    public MetricReader(Func<Meter, bool> isWanted)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isWanted(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>By the instrument's name, followed by <c>/tag</c> for each tag; for histograms by <c>#</c> or <c>+</c>.</summary>
    public double? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Asks the gauges and counters for their values; what has none is forgotten.</summary>
    public MetricReader Collect()
    {
        foreach (var name in _values.Keys.Where(name => name[^1] is not ('#' or '+')))
        {
            _values.TryRemove(name, out _);
        }

        _listener.RecordObservableInstruments();
        return this;
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var tag in tags)
        {
            name += $"/{tag.Value}";
        }

        if (instrument.IsObservable)
        {
            _values[name] = value;
        }
        else
        {
            _values.AddOrUpdate(name + "#", 1, (_, count) => count + 1);
            _values.AddOrUpdate(name + "+", value, (_, sum) => sum + value);
        }
    }
}
