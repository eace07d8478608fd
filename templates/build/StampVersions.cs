using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies files of the templates, with versions where they say "*".</summary>
public sealed class StampVersions : Task
{
    private static readonly Regex _package = new Regex("Include=\"(?<id>[^\"]+)\" Version=\"\\*\"");

    /// <summary>The files, relative to the current folder.</summary>
    [Required]
    public ITaskItem[] Files { get; set; }

    /// <summary>The folder of the copies.</summary>
    [Required]
    public string Folder { get; set; }

    /// <summary>The version of what this repository packs.</summary>
    [Required]
    public string OwnVersion { get; set; }

    /// <summary>The versions of other packages.</summary>
    [Required]
    public ITaskItem[] Versions { get; set; }

    public override bool Execute()
    {
        foreach (var file in Files.Select(file => file.ItemSpec))
        {
            var text = _package.Replace(File.ReadAllText(file), package => $"Include=\"{package.Groups["id"].Value}\" Version=\"{VersionOf(package.Groups["id"].Value, file)}\"");
            var target = Path.Combine(Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target));
            File.WriteAllText(target, text.Replace("\"version\": \"*\"", $"\"version\": \"{OwnVersion}\""));
        }

        return !Log.HasLoggedErrors;
    }

    private string VersionOf(string id, string file)
    {
        var version = id.StartsWith("Faktory.") ? OwnVersion : Versions.FirstOrDefault(item => item.ItemSpec == id)?.GetMetadata("Version");
        if (version is null)
        {
            Log.LogError($"{file} references {id}, which has no version in Directory.Packages.props. Add it there.");
        }

        return version ?? "";
    }
}
