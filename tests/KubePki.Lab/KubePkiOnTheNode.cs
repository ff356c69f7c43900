using System.Text.Json;

namespace KubePki.Lab;

/// <summary>The published kubepki, run on a lab's node as its operator would run it.</summary>
internal static class KubePkiOnTheNode
{
    /// <summary>The published binary, at the path in KUBEPKI_BINARY. The node has it at the same path.</summary>
    public static string Binary => Environment.GetEnvironmentVariable("KUBEPKI_BINARY") is { Length: > 0 } path && File.Exists(path)
        ? Path.GetFullPath(path)
        : throw new InvalidOperationException(
            "KUBEPKI_BINARY names no file: publish kubepki (tools/publish) and put the path of the binary there");

    public static Finished KubePki(this Lab lab, params string[] arguments) => lab.Run([Binary, .. arguments]);

    /// <summary>Runs a command that prints a document. Returns the document, and the run for its exit code and errors.</summary>
    public static (JsonElement Document, Finished Run) KubePkiJson(this Lab lab, params string[] arguments)
    {
        var run = lab.KubePki([.. arguments, "-o", "json"]);
        using var document = JsonDocument.Parse(run.Output);
        return (document.RootElement.Clone(), run);
    }

    /// <summary>The outcome of each component's activation, from the result's document.</summary>
    public static Dictionary<string, string> Outcomes(this JsonElement result)
        => result.GetProperty("activation").EnumerateArray()
            .ToDictionary(c => c.GetProperty("component").GetString()!, c => c.GetProperty("outcome").GetString()!);

    /// <summary>Waits until the kubelet has renewed its lease: the API server accepts it now.</summary>
    public static void KubeletTalks(this Lab lab)
    {
        const string script = """
            lease() { kubectl --kubeconfig /etc/kubernetes/admin.conf -n kube-node-lease get lease cp1 -o 'jsonpath={.spec.renewTime}'; }
            before=$(lease)
            for i in $(seq 90); do
                now=$(lease)
                [ -n "$now" ] && [ "$now" != "$before" ] && exit 0
                sleep 1
            done
            exit 1
            """;
        lab.Run("sh", "-c", script).Succeeded();
    }

    /// <summary>A hash of every file of the node's control plane.</summary>
    public static string Fingerprint(this Lab lab)
        => lab.Run("sh", "-c", "find /etc/kubernetes /root/.kube -type f -exec sha256sum {} + | sort").Succeeded().Output;
}
