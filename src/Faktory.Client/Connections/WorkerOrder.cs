namespace Faktory.Client;

/// <summary>What a server wants of a worker (reply of FWP BEAT), also what a worker tells of itself (<c>current_state</c>).</summary>
internal enum WorkerOrder
{
    /// <summary>Carry on.</summary>
    Run,

    /// <summary>Fetch nothing more.</summary>
    Quiet,

    /// <summary>Finish and leave.</summary>
    Terminate,
}
