using System.Globalization;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Observe;

namespace KubePki.Cli.Present;

/// <summary>What was read on a node and where, for users who ask why kubepki reads these files.</summary>
internal static class ObservationView
{
    public static IEnumerable<string> Lines(NodeState state, Terminal terminal)
    {
        var layout = state.Layout;
        yield return terminal.Say(Texts.LookedIn, layout.CertificatesDirectory, layout.ManifestDirectory, layout.KubeletPkiDirectory);
        foreach (var pod in layout.Pods)
        {
            yield return terminal.Say(Texts.SeenPod, pod.Component, pod.Image);
        }

        if (state.HasExternalEtcd)
        {
            yield return terminal.Say(Texts.SeenExternalEtcd, layout.Pod(Components.ApiServer)?.Flag("etcd-servers") ?? "");
        }

        foreach (var item in state.Items)
        {
            foreach (var file in item.Files)
            {
                yield return terminal.Say(
                    Texts.SeenFile, item.Name, file.Path == file.RealPath ? file.Path : $"{file.Path} -> {file.RealPath}",
                    Facts(file.Facts));
            }
        }
    }

    /// <summary>One line that says what could not be read; null if everything could.</summary>
    public static string? Unread(NodeState state, Terminal terminal)
    {
        var unread = state.Unread;
        return unread.Count == 0 ? null : terminal.Say(
            Environment.IsPrivilegedProcess ? Texts.Unreadables : Texts.NotRoot,
            unread.Count.ToString(CultureInfo.InvariantCulture),
            string.Join(
                ", ",
                unread.GroupBy(p => Path.GetDirectoryName(p.Where) ?? "/")
                    .Select(g => g.Count() == 1 ? g.First().Where : $"{g.Key}/ ({g.Count().ToString(CultureInfo.InvariantCulture)})")));
    }

    private static string Facts(FileFacts facts)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Convert.ToString((int)facts.Mode, 8).PadLeft(4, '0')} {facts.Owner}:{facts.Group} {facts.Size}");
}
