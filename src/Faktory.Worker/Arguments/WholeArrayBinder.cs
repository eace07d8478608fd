using System.Text.Json;

namespace Faktory.Worker;

/// <summary>For handlers of <see cref="JsonElement"/>, which take the arguments as they came.</summary>
internal sealed class WholeArrayBinder : ArgumentBinder
{
    public override object Bind(JsonElement args) => args;
}
