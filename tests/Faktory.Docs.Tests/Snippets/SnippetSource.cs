using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faktory.Docs.Tests;

/// <summary>
/// Makes a source file of a snippet: its usings stay on top, its types go into a namespace of its own, its statements into a method and its members into the class
/// around that, which inherits what the page's preamble declares in <c>Surroundings</c>. A line that holds only <c>…</c> stands for what a reader can do without.
/// </summary>
/// <remarks>
/// The namespaces lie in each other, in the order of the page: a name means what was declared last, then what the preamble or the libraries have under that name,
/// then what a later snippet declares.
/// </remarks>
internal sealed class SnippetSource(string page, CodeBlock block, int number, int count)
{
    private const string Ellipsis = "…";

    private readonly CompilationUnitSyntax _root = CSharpSyntaxTree.ParseText(WithoutEllipses(block.Text), SnippetCompiler.Parsing).GetCompilationUnitRoot(TestContext.Current.CancellationToken);

    public override string ToString()
    {
        var source = new StringBuilder();
        _root.Usings.ToList().ForEach(directive => Write(source, directive));
        Enumerable.Range(number + 1, count - number - 1).ToList().ForEach(later => source.AppendLine($"using {Namespace(later)};"));
        source.AppendLine("#line hidden").AppendLine($"namespace {Namespace(number)}").AppendLine("{");
        Members(IsType).ForEach(type => Write(source, type));
        source.AppendLine("#line hidden").AppendLine("internal sealed class Snippet : Surroundings").AppendLine("{");
        Members(IsMember).ForEach(member => Write(source, member));
        source.AppendLine("#line hidden").AppendLine("public async Task RunAsync()").AppendLine("{");
        Members(IsStatement).ForEach(statement => Write(source, statement));
        return source.AppendLine("#line hidden").AppendLine("}}}").ToString();
    }

    private static string Namespace(int number) => string.Join('.', Enumerable.Range(0, number + 1).Select(index => $"S{index}"));

    // The number of lines stays, so that what follows is found where it stands in the page.
    private static string WithoutEllipses(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim() == Ellipsis ? "" : line));

    private static bool IsType(MemberDeclarationSyntax member) => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or BaseNamespaceDeclarationSyntax;

    private static bool IsMember(MemberDeclarationSyntax member) => !IsType(member) && !IsStatement(member);

    // A method that says who may call it is one of a class; a statement cannot say so.
    private static bool IsStatement(MemberDeclarationSyntax member) =>
        member is GlobalStatementSyntax { Statement: var statement }
        && !(statement is LocalFunctionStatementSyntax function && function.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword));

    private List<MemberDeclarationSyntax> Members(Func<MemberDeclarationSyntax, bool> belongs) => [.. _root.Members.Where(belongs)];

    private void Write(StringBuilder source, CSharpSyntaxNode node)
    {
        var line = node.SyntaxTree.GetLineSpan(node.FullSpan).StartLinePosition.Line;
        source.AppendLine().AppendLine($"#line {block.Line + line} \"{page}\"").Append(node.ToFullString());
        if (!node.ToFullString().EndsWith('\n'))
        {
            source.AppendLine();
        }
    }
}
