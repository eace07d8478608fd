using System.Globalization;

namespace Faktory.Benchmarks.Servers;

/// <summary>A process with all that descend from it, from Linux's /proc.</summary>
internal static class ProcessTree
{
    private const int ParentField = 1;
    private const int FirstTimeField = 11;
    private const int TimeFields = 4;

    /// <summary>User and system time so far, in steps of 10 ms, with that of children that have ended.</summary>
    public static TimeSpan ReadCpu(int root)
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(folder => Read(Path.GetFileName(folder))).OfType<(int Id, int Parent, long Ticks)>().ToList();
        var (members, total) = (new HashSet<int> { root }, 0L);
        bool found;
        do
        {
            found = false;
            foreach (var process in processes)
            {
                found |= members.Contains(process.Parent) && members.Add(process.Id);
            }
        }
        while (found);

        total = processes.Where(process => members.Contains(process.Id)).Sum(process => process.Ticks);
        return TimeSpan.FromMilliseconds(total * 10);
    }

    private static (int Id, int Parent, long Ticks)? Read(string name)
    {
        if (!int.TryParse(name, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            // The name of the program stands in brackets and may hold spaces.
            var text = File.ReadAllText($"/proc/{name}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields.Skip(FirstTimeField).Take(TimeFields).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return (id, int.Parse(fields[ParentField], CultureInfo.InvariantCulture), ticks);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
