using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Faktory.Docs.Tests;

/// <summary>Compiles all C# snippets of a page, with its preamble, against the built libraries.</summary>
internal static class SnippetCompiler
{
    private const string Common = "Common.cs";

    /// <summary>Async without an await, names that are only shown, and types that a page declares in place of those of an example.</summary>
    private static readonly string[] Harmless = ["CS1998", "CS0168", "CS0219", "CS8321", "CS0436", "CS0618"];

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))]);

    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest);

    /// <summary>What is wrong with a page's snippets, errors and warnings, each with its place.</summary>
    public static IReadOnlyList<string> Check(Page page)
    {
        var (_, problems) = Compile(page);
        return problems;
    }

    /// <summary>Compiles a page whose snippets have no errors, and loads what came of it.</summary>
    public static System.Reflection.Assembly Load(Page page)
    {
        var (compilation, problems) = Compile(page);
        Findings.None(problems);
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        image.Position = 0;
        return new AssemblyLoadContext(page.Path, isCollectible: true).LoadFromStream(image);
    }

    private static (CSharpCompilation Compilation, IReadOnlyList<string> Problems) Compile(Page page)
    {
        var snippets = page.Blocks("csharp").ToList();
        var compilation = CSharpCompilation.Create(
            "Snippets",
            [.. Preambles(page.Path), .. snippets.Select((snippet, number) => Tree(new SnippetSource(page.Path, snippet, number, snippets.Count).ToString(), ""))],
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return (compilation, [.. compilation.GetDiagnostics().Where(IsProblem).Select(Describe).Distinct()]);
    }

    private static IEnumerable<SyntaxTree> Preambles(string page)
    {
        // Translations share the snippets of the page that they translate, and the pages of packages one preamble.
        var name = page.StartsWith("src/", StringComparison.Ordinal) ? "packages" : Path.GetFileName(page).Split('.')[0];
        return from file in new[] { Common, $"{name}.cs" }
               let path = Path.Combine(Repository.Root, "tests/Faktory.Docs.Tests/Preambles", file)
               where File.Exists(path)
               select Tree(File.ReadAllText(path), $"Preambles/{file}");
    }

    private static SyntaxTree Tree(string source, string path) => CSharpSyntaxTree.ParseText(source, Parsing, path);

    private static bool IsProblem(Diagnostic diagnostic) => diagnostic.Severity >= DiagnosticSeverity.Warning && !Harmless.Contains(diagnostic.Id);

    private static string Describe(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetMappedLineSpan();
        return $"{place.Path}:{place.StartLinePosition.Line + 1}: {diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
