using System.Text.RegularExpressions;

namespace Faktory.Protocol;

/// <summary>The address of a server: <c>tcp://[:password@]host[:port]</c>, or <c>tcp+tls://…</c> for an encrypted connection.</summary>
/// <param name="Host">A host name or an IP address, without brackets.</param>
/// <param name="Port">The TCP port.</param>
public sealed partial record FaktoryAddress(string Host, int Port = FaktoryAddress.DefaultPort)
{
    /// <summary>The port of the command protocol: 7419.</summary>
    public const int DefaultPort = 7419;

    private const string TlsScheme = "tcp+tls";

    /// <summary>Whether the connection is encrypted (<c>tcp+tls</c>).</summary>
    public bool IsTls { get; init; }

    /// <summary>The password, decoded; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the message says why, without the password.</exception>
    public static FaktoryAddress Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!Uri.TryCreate(address.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("tcp" or TlsScheme) || uri.Host.Length == 0)
        {
            throw Malformed(address, "write tcp://host:7419, tcp://:password@host:7419 or tcp+tls://…, with special characters of the password percent-encoded");
        }

        if (uri.AbsolutePath.Trim('/').Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Malformed(address, "nothing may follow the port; percent-encode special characters of the password");
        }

        return new FaktoryAddress(uri.IdnHost.Trim('[', ']'), uri.Port < 0 ? DefaultPort : uri.Port)
        {
            IsTls = uri.Scheme == TlsScheme,
            Password = ReadPassword(uri.UserInfo),
        };
    }

    /// <summary>An address as it may be shown: whatever stands where a password would is masked, also when the rest is malformed.</summary>
    public static string Mask(string address) => UserInfo().Replace(address, "://***@");

    /// <summary>The address without its password.</summary>
    public override string ToString() =>
        $"{(IsTls ? TlsScheme : "tcp")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    // A user name alone carries no secret; servers ignore it.
    private static string? ReadPassword(string userInfo) =>
        userInfo.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon && colon + 1 < userInfo.Length
            ? Uri.UnescapeDataString(userInfo[(colon + 1)..])
            : null;

    private static FormatException Malformed(string address, string advice) =>
        new($"\"{Mask(address)}\" is no server address: {advice}.");

    [GeneratedRegex("://.*@", RegexOptions.Singleline)]
    private static partial Regex UserInfo();
}
