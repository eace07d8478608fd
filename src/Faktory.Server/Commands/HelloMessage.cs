using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The argument of HELLO.</summary>
/// <param name="Version">The protocol version; 0 when absent.</param>
/// <param name="PasswordHash">Empty when absent.</param>
/// <param name="Worker">Null without a worker id.</param>
internal sealed record HelloMessage(int Version, string PasswordHash, WorkerIdentity? Worker)
{
    /// <summary>Null when it is no valid HELLO, which is answered by closing the connection without a word (BEHAVIOUR 1.2).</summary>
    public static HelloMessage? TryParse(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("HELLO {"u8))
        {
            return null;
        }

        try
        {
            return Parse(line["HELLO "u8.Length..]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HelloMessage Parse(ReadOnlySpan<byte> json)
    {
        string wid = "", hostname = "", hash = "";
        long version = 0, pid = 0;
        IReadOnlyList<string> labels = [];
        var (releases, hearsCancel) = (false, false);
        var reader = JsonArgument.Open(json);
        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            if (JsonArgument.Matches(name, "v"u8))
            {
                version = JsonArgument.ReadInteger(ref reader, "v") ?? 0;
                _ = version is >= 0 and <= byte.MaxValue ? true : throw JsonArgument.Wrong("v", "0 to 255");
            }
            else if (JsonArgument.Matches(name, "wid"u8))
            {
                wid = JsonArgument.ReadString(ref reader, "wid") ?? "";
            }
            else if (JsonArgument.Matches(name, "hostname"u8))
            {
                hostname = JsonArgument.ReadString(ref reader, "hostname") ?? "";
            }
            else if (JsonArgument.Matches(name, "pid"u8))
            {
                pid = JsonArgument.ReadInteger(ref reader, "pid") ?? 0;
            }
            else if (JsonArgument.Matches(name, "labels"u8))
            {
                labels = JsonArgument.ReadStrings(ref reader, "labels");
            }
            else if (JsonArgument.Matches(name, "pwdhash"u8))
            {
                hash = JsonArgument.ReadString(ref reader, "pwdhash") ?? "";
            }
            else if (JsonArgument.Matches(name, "release"u8))
            {
                releases = JsonArgument.ReadBoolean(ref reader, "release");
            }
            else if (JsonArgument.Matches(name, "features"u8))
            {
                hearsCancel = JsonArgument.ReadStrings(ref reader, "features").Contains("cancel");
            }
            else
            {
                CheckUnused(ref reader, name);
            }
        }

        JsonArgument.Close(ref reader);
        var worker = wid.Length == 0 ? null : new WorkerIdentity(wid, hostname, pid, labels, releases) { HearsCancel = hearsCancel };
        return new HelloMessage((int)version, hash, worker);
    }

    /// <summary>Fields that mean nothing here yet must still have their type, as on real servers.</summary>
    private static void CheckUnused(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        if (JsonArgument.Matches(name, "username"u8))
        {
            JsonArgument.ReadString(ref reader, "username");
        }
        else if (JsonArgument.Matches(name, "rss_kb"u8))
        {
            JsonArgument.ReadInteger(ref reader, "rss_kb");
        }
        else
        {
            reader.Skip();
        }
    }
}
