using System.Text;
using System.Text.Json.Nodes;
using KubePki.Cli;
using KubePki.Cli.Documents;
using KubePki.Fleet;

namespace KubePki.DocumentTests;

/// <summary>
/// Documents printed with <c>-o json</c> match the schema of their kind, to the last field, and every kind is printed here.
/// <c>DIR</c> stands for a folder with a practice control plane; a line that begins with a dash is run only for its effect.
/// </summary>
public sealed class DocumentTests : IDisposable
{
    private const string Version =
        "\"kind\":\"Version\",\"version\":\"1\",\"commit\":\"unknown\",\"sourceDate\":\"unknown\",\"openssl\":\"3.5.9\","
        + "\"dotnet\":\"10.0.1\",\"architecture\":\"amd64\"";

    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-documents-").FullName;

    private static readonly Dictionary<string, string[]> Runs = new(StringComparer.Ordinal)
    {
        ["status"] = ["Status status"],
        ["status in Chinese"] = ["Status status --lang zh-CN --within 400d"],
        ["broken"] = [
            "rm DIR/node/etc/kubernetes/pki/apiserver.crt", "rm DIR/node/etc/kubernetes/pki/etcd/ca.key",
            "empty DIR/node/etc/kubernetes/scheduler.conf", "Status status", "Findings verify", "TrustGraph explain",
            "Explanation explain apiserver",
            "Result renew all --dry-run", "Result renew all --yes", "Result create scheduler.conf --yes",
            "Plan create apiserver --dry-run", "Result create apiserver --yes", "Plan renew all --dry-run", "Result renew all --yes",
            "Report report", "Authentication authenticate admin.conf"],
        ["without API server"] =
        [
            "empty DIR/node/etc/kubernetes/manifests/kube-apiserver.yaml",
            "Status status",
            "Findings verify",
            "TrustGraph explain",
            "Configuration config show",
            "Result authenticate admin.conf",
        ],
        ["schedule"] = ["Schedule schedule status", "Schedule schedule run", "Schedule schedule disable"],
        ["missing"] =
        [
            "rm DIR/node/etc/kubernetes/pki/sa.pub",
            "rm DIR/node/etc/kubernetes/pki/sa.key",
            "rm DIR/node/etc/kubernetes/pki/front-proxy-ca.crt",
            "rm DIR/node/etc/kubernetes/pki/front-proxy-ca.key",
            "rm DIR/node/etc/kubernetes/pki/front-proxy-client.crt",
            "Plan create all --dry-run",
            "Result create all --yes",
            "History history",
        ],
        ["verify"] = ["Findings verify", "Checks verify --list", "Checks verify --list --lang zh-CN"],
        ["explain"] =
        [
            "TrustGraph explain",
            "Explanation explain ca",
            "Explanation explain sa",
            "Explanation explain admin.conf --lang zh-CN",
            "Explanation explain kubelet-serving",
        ],
        ["authenticate"] =
        [
            "Authentication authenticate admin.conf",
            "Authentication authenticate super-admin.conf",
            "Authentication authenticate kubelet.conf",
            "Authentication authenticate apiserver",
        ],
        ["renew"] = [
            "Plan renew all --dry-run", "Plan renew all --dry-run --validity 20y",
            "Plan renew apiserver --add-san a.example --reuse-key --dry-run", "Result renew all --within 1d --yes",
            "Result renew nothing --yes",
            "Result renew all", "Result renew all --yes --validity 20y", "History history", "Result undo --dry-run", "Result undo --yes",
            "Result undo --yes", "History history", "Result recover"],
        ["create"] =
        [
            "Plan create apiserver --dry-run",
            "Result create apiserver --yes",
            "Plan kubeconfig create --dry-run",
            "Result kubeconfig user ann --group dev --file DIR/ann.conf",
        ],
        ["backup"] =
        [
            "Backups backup create",
            "Backups backup create",
            "Backups backup list",
            "Backups backup verify",
            "Backups backup prune --keep 1 --dry-run",
            "Backups backup prune --keep 1 --yes",
            "Backups backup list",
            "Result backup restore nothing --yes",
        ],
        ["csr"] =
        [
            "Result csr export all --dir DIR/requests",
            "Plan csr import all --dir DIR/requests --dry-run",
            "Result csr import all --dir DIR/requests --yes",
        ],
        ["configuration"] = ["Configuration config show --from node", "Configuration config show"],
        ["one node"] = ["Report report", "Facts facts", "ControlPlaneNodes discover", "Result activate --yes", "Version version"],
        ["sandbox"] = ["Result sandbox create DIR/more --nodes 2 --key-algorithm ecdsa-p256", "Report report DIR/more/cp1 DIR/more/cp2"],
        ["silent nodes"] =
        [
            "Fleet status --nodes nobody.invalid",
            "Fleet verify --nodes nobody.invalid,other.invalid",
            "Fleet history --nodes nobody.invalid",
            "Result renew all --yes --nodes nobody.invalid",
        ],
    };

    public static TheoryData<string> Names => [.. Runs.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_document_matches_its_schema(string name)
    {
        Run(["sandbox", "create", $"{_folder}/node", "--age", "360d", "--key-algorithm", "ecdsa-p256", "--quiet"]);
        foreach (var line in Runs[name].Select(l => l.Replace("DIR", _folder, StringComparison.Ordinal).Split(' ')))
        {
            switch (line)
            {
                case ["rm", var path]:
                    File.Delete(path);
                    break;
                case ["empty", var path]:
                    File.WriteAllText(path, "");
                    break;
                case [var kind, .. var command]:
                    var printed = Run(
                        [.. command, "-o", "json", .. command.Intersect(["--nodes", "version",
                        "sandbox"]).Any() ? [] : new[] { "--root", $"{_folder}/node" }]);
                    Assert.True(kind == SchemaCheck.Kind(printed), $"{string.Join(' ', command)}: {printed}");
                    Assert.True(SchemaCheck.Fault(printed) is null, $"{string.Join(' ', command)}: {SchemaCheck.Fault(printed)}");
                    ReadsAsWritten(kind, printed);
                    break;
            }
        }
    }

    [Fact]
    public void Every_kind_is_printed()
        => Assert.Empty(Schemas.Kinds.Keys.Except(Runs.Values.SelectMany(lines => lines).Select(line => line.Split(' ')[0])));

    /// <summary>The check must be able to fail.</summary>
    [Theory]
    [InlineData("""{"apiVersion":"kubepki/v1",""" + Version + "}", true)]
    [InlineData("""{"apiVersion":"kubepki/v1","more":1,""" + Version + "}", false)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Version"}""", false)]
    [InlineData("""{"apiVersion":"kubepki/v2",""" + Version + "}", false)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Result","verb":"undo","outcome":"done"}""", true)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Result","verb":"undo","outcome":"fine"}""", false)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Result","verb":"undo","outcome":"done","problems":[{"id":"x","where":"","message":"m"}]}""", false)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Result","verb":"undo","outcome":"done","notAfter":"2036-01-01T00:00:00Z"}""", true)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Result","verb":"undo","outcome":"done","notAfter":"tomorrow"}""", false)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Result","verb":"undo","outcome":"done","path":null}""", false)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Backups","backups":[{"id":"a","madeAt":null,"damaged":true,"paths":[]}]}""", true)]
    [InlineData("""{"apiVersion":"kubepki/v1","kind":"Backups","backups":[{"id":"a","damaged":true,"paths":[]}]}""", false)]
    public void The_check_notices(string document, bool passes) => Assert.Equal(passes, SchemaCheck.Fault(document) is null);

    /// <summary>
    /// A node's answer is read into the record from which it was written. Of a plan's three records, the one with all fields is read.
    /// </summary>
    private static void ReadsAsWritten(string kind, string printed)
    {
        if (kind != "Plan" && new NodeAnswer(0, Encoding.UTF8.GetBytes(printed), [], TimeSpan.Zero).Read() is { } read)
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(printed), read.ToJson()), $"{printed}{read.ToJson()}");
        }
    }

    private static string Run(string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        CommandLine.Run(arguments, output, errors);
        return output.ToString();
    }
}
