namespace Faktory;

/// <summary>Settings of a server, from <c>Faktory:Server</c>. Values set in code win over configuration.</summary>
public sealed class FaktoryServerOptions
{
    /// <summary>Whether the server runs in this process.</summary>
    /// <value>Null: it runs unless <c>FAKTORY_PROVIDER</c>, <c>FAKTORY_URL</c> or <c>Faktory:Url</c> names another server.</value>
    public bool? Enabled { get; set; }

    /// <summary>Where it accepts commands over TCP, <c>host:port</c>; port 0 takes a free one; empty for no TCP port at all.</summary>
    /// <value><c>127.0.0.1:7419</c>.</value>
    public string Listen { get; set; } = "127.0.0.1:7419";

    /// <summary>Whether it may listen beyond this machine without a password.</summary>
    /// <value>False: such a combination is a start-up error.</value>
    public bool AllowInsecure { get; set; }

    /// <summary>What clients over TCP must know. A value that starts with <c>/</c> names a file that holds it.</summary>
    /// <value>Null or empty: none.</value>
    public string? Password { get; set; }

    /// <summary>The certificate with which connections over TCP are encrypted; there is no plain TCP beside it.</summary>
    /// <value>No <see cref="FaktoryCertificateOptions.Path"/>: connections are not encrypted.</value>
    public FaktoryCertificateOptions Certificate { get; set; } = new();

    /// <summary>The folder of a durable store; a relative one is below the current folder.</summary>
    /// <value><c>.faktory</c>.</value>
    public string DataDirectory { get; set; } = ".faktory";

    /// <summary>What an answer promises.</summary>
    /// <value><see cref="Durability.Full"/>.</value>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>The longest command line in bytes; a longer one is answered with an error and the connection is closed.</summary>
    /// <value>16 MiB.</value>
    public long MaxPayloadBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many TCP connections may be open at once.</summary>
    /// <value>2000.</value>
    public int MaxConnections { get; set; } = 2000;

    /// <summary>Above so many bytes of memory new jobs are refused with <c>server is full</c>, while workers go on.</summary>
    /// <value>Null: 75 % of what the process may use.</value>
    public long? MaxMemory { get; set; }

    /// <summary>How long a failing store may take to come back, or a call of it to return, before the process is stopped.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest time for which a job is reserved for a worker.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan MinimumReservation { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The base of the delay before a failed job is tried again: count^4 + base + random(0 .. 2*base-1)*(count+1) seconds.</summary>
    /// <value>15 seconds.</value>
    public TimeSpan RetryBase { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last connection closed a worker that announced <c>release</c> keeps its jobs.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan WorkerLostAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a batch may stay uncommitted without activity before it is removed.</summary>
    /// <value>30 minutes.</value>
    public TimeSpan UncommittedBatchTtl { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a finished batch can still be asked about.</summary>
    /// <value>24 hours.</value>
    public TimeSpan FinishedBatchRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many jobs of a queue may run at once, by the name of the queue. A change of the configuration takes effect while the server runs.</summary>
    /// <value>Empty: no limits.</value>
    public IDictionary<string, FaktoryThrottleOptions> Throttles { get; set; } = new Dictionary<string, FaktoryThrottleOptions>();

    /// <summary>Jobs that are pushed again and again. Follows changes of the configuration while the server runs.</summary>
    /// <value>None.</value>
    public IList<FaktoryCronOptions> Cron { get; set; } = [];
}
