using System.Reflection;

namespace Faktory.Docs.Tests;

public sealed class SnippetTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_snippet_of_a_page_compiles_and_the_tests_among_them_pass(string page)
    {
        var assembly = SnippetCompiler.Load(Repository.Read(page));

        foreach (var fact in Facts(assembly))
        {
            await (Task)fact.Invoke(Activator.CreateInstance(fact.DeclaringType!), null)!;
        }
    }

    [Fact]
    public void The_test_of_the_first_page_is_among_them() => Assert.Single(Facts(SnippetCompiler.Load(Repository.Read("docs/getting-started.md"))));

    [Fact]
    public void A_wrong_name_is_found_with_its_line()
    {
        var page = new Page("docs/broken.md", "# Broken\n\n```csharp\nvar handler = 1;\nawait handler.HandleItAsync();\n```\n");

        Assert.Contains("HandleItAsync", Assert.Single(SnippetCompiler.Check(page), problem => problem.StartsWith("docs/broken.md:5:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ellipsis_on_a_line_of_its_own_stands_for_what_is_left_out_and_within_a_line_for_an_error()
    {
        Assert.Empty(SnippetCompiler.Check(new Page("docs/short.md", "```csharp\nvar one = 1;\n…\nvar two = one + 1;\n```")));
        Assert.NotEmpty(SnippetCompiler.Check(new Page("docs/short.md", "```csharp\nvar one = …;\n```")));
    }

    [Fact]
    public void A_name_means_what_the_page_declared_last_and_may_be_used_before()
    {
        const string Text = """
            ```csharp
            var early = new Late();
            ```
            ```csharp
            public sealed record Order(int Id);
            public sealed record Late;
            ```
            ```csharp
            public sealed record Order(string Name);
            ```
            ```csharp
            var order = new Order("named");
            ```
            """;

        Assert.Empty(SnippetCompiler.Check(new Page("docs/names.md", Text)));
    }

    [Fact]
    public void A_method_with_a_modifier_belongs_to_the_class_around_the_statements() =>
        Assert.Empty(SnippetCompiler.Check(new Page("docs/members.md", "```csharp\nprivate static int Twice(int number) => 2 * number;\nvar four = Twice(2);\n```")));

    [Fact]
    public async Task A_failing_test_of_a_page_fails()
    {
        const string Text = "```csharp\npublic sealed class Tests\n{\n    [Xunit.Fact]\n    public Task One_is_two() { Xunit.Assert.Equal(2, 1); return Task.CompletedTask; }\n}\n```";
        var fact = Assert.Single(Facts(SnippetCompiler.Load(new Page("docs/failing.md", Text))));

        await Assert.ThrowsAnyAsync<TargetInvocationException>(() => (Task)fact.Invoke(Activator.CreateInstance(fact.DeclaringType!), null)!);
    }

    private static IEnumerable<MethodInfo> Facts(Assembly snippets) => snippets.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FactAttribute)));
}
