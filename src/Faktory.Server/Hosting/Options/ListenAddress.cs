using System.Net;
using System.Net.Sockets;

namespace Faktory.Server.Hosting;

/// <summary>Reads <c>host:port</c>. The host is an IP address, <c>localhost</c> (the loopback address), or <c>*</c> or nothing for every address.</summary>
internal static class ListenAddress
{
    public static IPEndPoint? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), out var port))
        {
            return null;
        }

        var host = text[..colon];
        return host switch
        {
            "localhost" => new IPEndPoint(IPAddress.Loopback, port),
            "" or "*" => new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port),
            ['[', .. var address, ']'] => IPAddress.TryParse(address, out var ip) ? new IPEndPoint(ip, port) : null,
            _ => !host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port) : null,
        };
    }
}
