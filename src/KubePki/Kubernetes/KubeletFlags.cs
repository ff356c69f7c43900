using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Kubernetes;

/// <summary>
/// The kubelet's flags from the files that contain them: <c>kubeadm-flags.env</c>, <c>/etc/default/kubelet</c> and systemd drop-ins all
/// hold them in quoted assignments.
/// </summary>
internal static partial class KubeletFlags
{
    /// <summary>
    /// Every <c>--name=value</c> and <c>--name value</c> of lines that are not comments; later ones take precedence. A flag that is
    /// followed by another flag has no value and is skipped.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> content)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n').Where(l => !l.TrimStart().StartsWith('#')))
        {
            foreach (Match match in Flag().Matches(line))
            {
                flags[match.Groups[1].Value] = match.Groups[2].Value;
            }
        }

        return flags;
    }

    /// <summary>
    /// Scans a line once: a flag begins only after a word separator, and the match does not backtrack into whitespace. A match timeout
    /// would measure wall-clock time rather than processor time, and reject a file on a busy machine.
    /// </summary>
    [GeneratedRegex("""(?<![^\s"'=])--([a-z0-9-]+)(?:=|(?>\s+)(?!-))["']?([^\s"'\\]+)""")]
    private static partial Regex Flag();
}
