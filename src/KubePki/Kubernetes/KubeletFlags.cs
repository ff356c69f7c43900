using System.Text;
using System.Text.RegularExpressions;

namespace KubePki.Kubernetes;

/// <summary>
/// The kubelet's flags from the files that carry them: <c>kubeadm-flags.env</c>, <c>/etc/default/kubelet</c> and systemd
/// drop-ins all hold them in quoted assignments.
/// </summary>
internal static partial class KubeletFlags
{
    /// <summary>
    /// Every <c>--name=value</c> and <c>--name value</c> of lines that are not comments; later ones win. A flag that another
    /// one follows has no value and is left out.
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
    /// It goes over a line once: a flag begins behind what ends a word, and what has been taken is not given back. A limit of time would
    /// be the clock's and not the processor's, and refuse a file on a machine that is busy.
    /// </summary>
    [GeneratedRegex("""(?<![^\s"'=])--([a-z0-9-]+)(?:=|(?>\s+)(?!-))["']?([^\s"'\\]+)""")]
    private static partial Regex Flag();
}
