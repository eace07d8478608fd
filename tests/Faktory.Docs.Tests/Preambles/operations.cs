global using Faktory;

public abstract partial class Surroundings
{
    protected IFaktoryClient jobs = null!;
}
