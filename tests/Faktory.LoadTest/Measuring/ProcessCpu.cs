using System.Globalization;

namespace Faktory.LoadTest.Measuring;

/// <summary>The CPU time of a local process, from Linux's /proc, which counts in hundredths of a second.</summary>
internal sealed class ProcessCpu(int processId)
{
    private const int FieldsBeforeUserTime = 11;

    /// <summary>User and system time so far.</summary>
    /// <exception cref="LoadException">There is no such process here.</exception>
    public TimeSpan Read()
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{processId}/stat");
        }
        catch (IOException)
        {
            throw new LoadException($"The CPU time of process {processId} cannot be read: it does not run here, or this is no Linux.");
        }

        // The name of the program stands in brackets and may hold spaces.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[FieldsBeforeUserTime], CultureInfo.InvariantCulture) + long.Parse(fields[FieldsBeforeUserTime + 1], CultureInfo.InvariantCulture);
        return TimeSpan.FromMilliseconds(ticks * 10);
    }
}
