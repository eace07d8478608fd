using Faktory.Server.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Server.Sqlite.Tests;

public sealed class UseSqliteTests
{
    [Fact]
    public void The_file_is_faktory_db_in_the_data_directory()
    {
        var builder = new Builder();
        builder.Services.Configure<FaktoryServerOptions>(options => options.DataDirectory = "data");

        builder.UseSqlite();

        Assert.Equal(Path.GetFullPath("data/faktory.db"), PathOf(builder));
    }

    [Fact]
    public void A_path_given_wins_over_the_data_directory()
    {
        var builder = new Builder();

        builder.UseSqlite("elsewhere/jobs.db");

        Assert.Equal(Path.GetFullPath("elsewhere/jobs.db"), PathOf(builder));
    }

    [Fact]
    public void The_store_chosen_last_is_the_only_one()
    {
        var builder = new Builder();

        builder.UseSqlite("first.db").UseSqlite("last.db");

        Assert.Single(builder.Services, service => service.ServiceType == typeof(IStoreFactory));
        Assert.Equal(Path.GetFullPath("last.db"), PathOf(builder));
    }

    private static string PathOf(Builder builder)
    {
        using var services = builder.Services.BuildServiceProvider();
        return Assert.IsType<SqliteStoreFactory>(services.GetRequiredService<IStoreFactory>()).Path;
    }

    private sealed class Builder : IFaktoryServerBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection().AddLogging().AddOptions();
    }
}
