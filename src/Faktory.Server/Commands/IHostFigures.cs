using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>Tells what INFO says about the process.</summary>
internal interface IHostFigures
{
    HostFigures Read();
}
