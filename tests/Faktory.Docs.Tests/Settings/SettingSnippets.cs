using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faktory.Docs.Tests;

/// <summary>JSON snippets are JSON; those with a root <c>Faktory</c> are settings that the libraries take, each of their keys.</summary>
internal static class SettingSnippets
{
    private static readonly string[] Sections = ["Server", "Worker", "Workers", "Clients"];

    public static IEnumerable<string> Check(Page page) => page.Blocks("json").SelectMany(block => Check(block).Select(problem => page.At(block.Line, problem)));

    private static List<string> Check(CodeBlock block)
    {
        try
        {
            using var document = JsonDocument.Parse(block.Text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("Faktory", out _) ? CheckSettings(block.Text) : [];
        }
        catch (JsonException error)
        {
            return [$"this is no JSON. {error.Message}"];
        }
    }

    private static List<string> CheckSettings(string json)
    {
        var problems = new List<string>();
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var settings = new ConfigurationBuilder().AddJsonStream(text).Build();
        var faktory = settings.GetSection("Faktory");
        Try(problems, () => Without(faktory, Sections).Get<FaktoryClientOptions>(Strictly));
        Try(problems, () => Without(faktory.GetSection("Server"), nameof(FaktoryServerOptions.Cron), nameof(FaktoryServerOptions.Throttles)).Get<FaktoryServerOptions>(Strictly));
        foreach (var worker in faktory.GetSection("Workers").GetChildren().Append(faktory.GetSection("Worker")))
        {
            Try(problems, () => worker.Get<FaktoryWorkerOptions>(Strictly));
        }

        foreach (var client in faktory.GetSection("Clients").GetChildren())
        {
            Try(problems, () => client.Get<FaktoryClientOptions>(Strictly));
        }

        Try(problems, () => Start(settings));
        return problems;
    }

    private static void Strictly(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;

    // Has readers of its own for cron and throttles, and checks all values. A file with the password is no part of a page.
    private static void Start(IConfiguration settings)
    {
        if (settings["Faktory:Server:Password"] is ['/', ..])
        {
            settings["Faktory:Server:Password"] = "secret";
        }

        using var services = new ServiceCollection().AddSingleton(settings).AddLogging().AddFaktoryServer().Services.BuildServiceProvider();
        _ = services.GetRequiredService<IOptions<FaktoryServerOptions>>().Value;
    }

    private static IConfiguration Without(IConfigurationSection section, params string[] names)
    {
        var prefixes = names.Select(name => $"{section.Path}:{name}").ToList();
        var rest = new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable().Where(pair => pair.Value is not null && !prefixes.Exists(prefix => pair.Key == prefix || pair.Key.StartsWith(prefix + ":", StringComparison.OrdinalIgnoreCase))))
            .Build();
        return rest.GetSection(section.Path);
    }

    /// <summary>The binder and the options say what is wrong by throwing.</summary>
    private static void Try(List<string> problems, Action bind)
    {
        try
        {
            bind();
        }
        catch (Exception error) when (error is InvalidOperationException or OptionsValidationException)
        {
            problems.Add(error.Message);
        }
    }
}
