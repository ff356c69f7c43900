using KubePki.Faults.Kit;
using KubePki.Tests.Fleet;

namespace KubePki.Faults.Hostile;

/// <summary>A fleet whose nodes are scripts in place of ssh, used by the published binary.</summary>
internal sealed class NodeFleet
{
    /// <summary>The shell reads the peak memory of the program twenty times a second and writes it into a file.</summary>
    private const string Watched = """
        "$@" & p=$!
        while kill -0 $p 2>/dev/null; do grep -s VmHWM /proc/$p/status > "$PEAK.new" && mv "$PEAK.new" "$PEAK"; sleep 0.05; done
        wait $p
        """;

    private readonly string _folder;
    private readonly string _root;

    /// <param name="folder">Directory for the scripts and the inventory.</param>
    /// <param name="root">Directory of the node that each script represents.</param>
    public NodeFleet(string folder, string root, IEnumerable<KubePki.Tests.Fleet.HostileNode> nodes)
    {
        (_folder, _root) = (folder, root);
        var version = (string)System.Text.Json.Nodes.JsonNode.Parse(Programs.Run(Kubepki.Path, "version", "-o", "json")
            .Expect().Output)!["version"]!;
        HostileNodes.Play(folder, version, Kubepki.Path, nodes);
    }

    /// <summary>Runs a command on nodes.</summary>
    public Ended Run(IEnumerable<string> nodes, params IReadOnlyList<string> command)
    {
        File.WriteAllText(
            $"{_folder}/nodes.yaml", "nodes:\n" + string.Concat(nodes.Select(n => $"- {{name: {n}, ssh: {n}, root: {_root}}}\n")));
        return Programs.Run(
            "env",
            [
                $"PATH={_folder}:{Programs.SystemPath}", $"PEAK={_folder}/peak", $"XDG_STATE_HOME={_folder}/state", "bash", "-c", Watched,
                "bash", Kubepki.Path, .. command, "--inventory", $"{_folder}/nodes.yaml",
            ]);
    }

    /// <summary>Peak memory of the last command, in KiB.</summary>
    public long PeakKiB
        => long.Parse(
            File.ReadAllText($"{_folder}/peak")
                .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2],
            System.Globalization.CultureInfo.InvariantCulture);
}
