global using Faktory;

public abstract partial class Surroundings
{
    protected WebApplicationBuilder builder = null!;
}
