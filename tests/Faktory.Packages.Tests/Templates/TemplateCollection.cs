namespace Faktory.Packages.Tests.Templates;

/// <summary>Tests of the templates share one hive.</summary>
[CollectionDefinition(Name)]
public sealed class TemplateCollection : ICollectionFixture<TemplateHive>
{
    public const string Name = "templates";
}
