namespace Faktory.Server.Hosting;

/// <summary>Ends the process when going on makes no sense.</summary>
internal interface IProcessStopper
{
    /// <summary>Asks for an orderly stop that ends with an exit code other than zero. Returns at once.</summary>
    void StopAsFailed();
}
