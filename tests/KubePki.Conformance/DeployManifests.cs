using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubePki.Conformance;

/// <summary>
/// A real API server accepts the manifests of deploy/kubernetes: applied on the server as a dry run, which refuses unknown fields. It has
/// no Prometheus operator: <c>DeployManifests.crds.yaml</c> defines its kinds, with the fields that the manifests use.
/// </summary>
public sealed partial class DeployManifests(Nodes nodes)
{
    private static readonly string Folder = Path.Combine(Source(), "..", "..", "deploy", "kubernetes");

    [Fact]
    public void A_real_api_server_accepts_all_of_them()
    {
        Node node = nodes.Copy(Variants.Default);
        using var controlPlane = new ControlPlane(node);
        string kinds = Path.Combine(Source(), "DeployManifests.crds.yaml");
        controlPlane.Kubectl("admin.conf", "apply", "-f", kinds).Expect();
        controlPlane.Kubectl("admin.conf", "wait", "--for", "condition=established", "--timeout", "10s", "-f", kinds).Expect();
        string[] files = [.. Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            Ended applied = DryRun(controlPlane, file).Expect();
            Assert.Equal(Kind().Count(File.ReadAllText(file)), Objects(applied.Output).Count);
        }

        // The run can fail: a field that does not exist, in one kind of the server and in one of the operator.
        (string, string)[] breakages = [("serve.yaml", "readOnly:"), ("monitoring.yaml", "interval:")];
        foreach ((string file, string field) in breakages)
        {
            string broken = Path.Combine(node.Root, file);
            string text = File.ReadAllText(Path.Combine(Folder, file));
            File.WriteAllText(broken, text.Replace(field, "unknownField:", StringComparison.Ordinal));
            Assert.NotEqual(0, DryRun(controlPlane, broken).ExitCode);
        }
    }

    private static Ended DryRun(ControlPlane controlPlane, string file)
        => controlPlane.Kubectl("admin.conf", "apply", "--server-side", "--dry-run=server", "-o", "json", "-f", file);

    private static JsonArray Objects(string output)
        => JsonNode.Parse(output)!.AsObject() is var parsed && parsed["items"] is JsonArray list ? list : [parsed];

    private static string Source([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("^kind: ", RegexOptions.Multiline)]
    private static partial Regex Kind();
}
