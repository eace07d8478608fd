using Faktory.Packages.Tests.Feed;

[assembly: AssemblyFixture(typeof(LocalFeed))]
