using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>No case of BEHAVIOUR section 6 that concerns the commands so far may be without its test.</summary>
public sealed partial class CoverageTests
{
    [Fact]
    public void Every_case_in_scope_has_its_test()
    {
        var demanded = Enumerable.Range(1, 102);

        var present = typeof(CoverageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttributes().Any(attribute => attribute is FactAttribute))
            .Select(method => Case().Match(method.Name))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

        Assert.Equal([], demanded.Except(present).Select(number => $"C-{number:000}"));
    }

    [GeneratedRegex(@"^C_(\d{3})_\w")]
    private static partial Regex Case();
}
