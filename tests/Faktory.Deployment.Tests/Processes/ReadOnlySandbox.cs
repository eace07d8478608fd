using System.Diagnostics;

namespace Faktory.Deployment.Tests.Processes;

/// <summary>
/// Comes as close to a container with a read-only root file system as a machine without an engine can: as root, the process has every
/// file system read-only but for one folder, and another user; otherwise only the program's folder is closed.
/// </summary>
internal static class ReadOnlySandbox
{
    /// <summary>What any Linux has for "nobody".</summary>
    private const string Nobody = "65534";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Anyones = Readable | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>A private view of the file systems, in which only the folder $0 can be written; then the command, as another user.</summary>
    private const string Script = $"""
        set -e
        mount --make-rprivate /
        mount --bind "$0" "$0"
        mount --bind / /
        mount -o remount,ro,bind /
        mountpoint -q /tmp && mount -o remount,ro,bind /tmp
        exec setpriv --reuid {Nobody} --regid {Nobody} --clear-groups --no-new-privs "$@"
        """;

    private static readonly bool CanMount = Environment.IsPrivilegedProcess && Succeeds("unshare", "-m", "mount", "--make-rprivate", "/");

    /// <summary>Nobody may write to a folder, or to what is in it; everybody may read.</summary>
    public static void Close(string folder)
    {
        foreach (var below in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder))
        {
            File.SetUnixFileMode(below, Readable);
        }
    }

    /// <summary>The owner may delete it again.</summary>
    public static void Open(string folder)
    {
        File.SetUnixFileMode(folder, Anyones);
        foreach (var below in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(below, Anyones);
        }
    }

    /// <summary>The command that runs another one in here.</summary>
    /// <param name="data">The one folder that it may write to.</param>
    /// <param name="command">The command with its arguments.</param>
    /// <param name="environment">Its variables, which may get more.</param>
    public static string[] Wrap(string data, string[] command, IDictionary<string, string> environment)
    {
        File.SetUnixFileMode(data, Anyones);
        if (CanMount)
        {
            return ["unshare", "-m", "sh", "-c", Script, data, .. command];
        }

        environment["TMPDIR"] = AppContext.BaseDirectory;
        return Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", "--no-new-privs", .. command]
            : command;
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
