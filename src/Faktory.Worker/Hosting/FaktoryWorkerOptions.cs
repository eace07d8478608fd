using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Faktory;

/// <summary>Settings of a worker, from <c>Faktory:Worker</c> or, when named, <c>Faktory:Workers:&lt;name&gt;</c>.</summary>
public sealed class FaktoryWorkerOptions
{
    /// <summary>How many jobs run at the same time, 1 to 10,000.</summary>
    /// <value>20.</value>
    [Range(1, 10_000, ErrorMessage = "must be 1 to 10000")]
    public int Concurrency { get; set; } = 20;

    /// <summary>The queues to fetch from: <c>"a, b"</c> in this order, or <c>"a:6, b:3"</c> by weight; not mixed.</summary>
    /// <value>Null: the queues of the handlers, and <c>default</c>.</value>
    public string? Queues { get; set; }

    /// <summary>How long running jobs may go on when the host stops, before they are cancelled and handed back; 0 to 1 day. With 3 s more it must fit <c>HostOptions.ShutdownTimeout</c>.</summary>
    /// <value>25 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "must not be negative, and at most 1 day")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long a job may run whose handler has no <see cref="JobDefaultsAttribute.TimeoutSeconds"/>, up to 30 days; after that its token is cancelled, and it
    /// fails as <c>JobTimeout</c>. Its reservation is extended until then; on a server without TRACK its token is cancelled when the reservation ends.
    /// </summary>
    /// <value>Null: 24 hours.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "30.00:00:00", ErrorMessage = "must be positive, and at most 30 days")]
    public TimeSpan? JobTimeout { get; set; }

    /// <summary>The name of the client that the worker uses, for its server and in its handlers' batches.</summary>
    /// <value>Null: the default client.</value>
    public string? Client { get; set; }

    /// <summary>Labels that people see beside the worker, separated by commas.</summary>
    /// <value>Null: none.</value>
    public string? Labels { get; set; }

    /// <summary>How arguments are read.</summary>
    /// <value>The Web defaults.</value>
    [Required(ErrorMessage = "must not be null")]
    public JsonSerializerOptions Json { get; set; } = new(JsonSerializerDefaults.Web);
}
