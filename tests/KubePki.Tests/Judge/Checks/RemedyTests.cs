using System.Diagnostics;
using System.Text.RegularExpressions;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Tests.Architecture;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Judge.Checks;

/// <summary>The command of each remedy is run on a node with that defect: the finding is gone afterwards.</summary>
public sealed partial class RemedyTests
{
    private const string Mode = "chmod, chown and setfacl are the system's";
    private const string Clock = "the node is seen at another time than the program's clock";
    private const string Manifest = "a manifest or a configuration is the operator's to edit";
    private const string Away = "what to remove or to move is the operator's to decide";
    private const string Authority = "a CA is never written by a remedy: it is put back by hand";
    private const string Kubelet = "the kubelet and the cluster's approval do it";
    private const string People = "people get another kubeconfig by hand";
    private const string Pair = "the service account pair is put back from a copy, or its flags are edited";

    /// <summary>Checks whose remedy is not run, and why.</summary>
    private static readonly Dictionary<string, string> NotRun = new(StringComparer.Ordinal)
    {
        ["key-mode"] = Mode,
        ["key-access-list"] = Mode,
        ["key-group"] = Mode,
        ["kubeconfig-mode"] = Mode,
        ["credential-mode"] = Mode,
        ["file-writable"] = Mode,
        ["directory-writable"] = Mode,
        ["backup-readable"] = Mode,
        ["expired"] = Clock,
        ["expiring"] = Clock,
        ["not-yet-valid"] = Clock,
        ["ca-expiring"] = Clock,
        ["kubelet-outdated"] = Clock,
        ["clock-behind"] = Clock,
        ["configuration-unreadable"] = Manifest,
        ["component-manifest"] = Manifest,
        ["configuration-ambiguous"] = Manifest,
        ["flag-truth"] = Manifest,
        ["start-flags"] = Manifest,
        ["start-files"] = Manifest,
        ["authentication-configuration"] = Manifest,
        ["component-ca"] = Manifest,
        ["kubelet-ca"] = Manifest,
        ["proxy-ca-shared"] = Manifest,
        ["apiserver-distrusts-etcd"] = Manifest,
        ["proxy-name"] = Manifest,
        ["server-address"] = Manifest,
        ["kubelet-rotation"] = Manifest,
        ["static-tokens"] = Manifest,
        ["static-passwords"] = Manifest,
        ["insecure-port"] = Manifest,
        ["client-ca"] = Manifest,
        ["serving-pair"] = Manifest,
        ["proxy-names"] = Manifest,
        ["etcd-client-auth"] = Manifest,
        ["etcd-tls"] = Manifest,
        ["token-signer"] = Pair,
        ["token-flag"] = Pair,
        ["token-key-own"] = Pair,
        ["token-keys-differ"] = Pair,
        ["token-pair"] = Pair,
        ["damaged-block"] = Authority,
        ["ca-is-leaf"] = Authority,
        ["etcd-ca-shared"] = Authority,
        ["bundle-expired"] = Authority,
        ["several-cas"] = Authority,
        ["several-signers"] = Authority,
        ["stray-key"] = Away,
        ["stray-manifest"] = Away,
        ["kubelet-bootstrap"] = Away,
        ["kubelet-embedded"] = Kubelet,
        ["kubelet-not-current"] = Kubelet,
        ["node-group"] = Kubelet,
        ["other-node"] = Kubelet,
        ["component-name"] = Kubelet,
        ["name-node"] = Kubelet,
        ["home-master"] = People,
    };

    public static TheoryData<int, string> Rows
        => [.. NodeBreaks.All.Select((b, i) => (Index: i, b.Check)).Where(b => !NotRun.ContainsKey(b.Check))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_remedy_removes_the_finding(int row, string check)
    {
        using var node = new PracticeNode();
        NodeBreaks.All[row].Break(node);
        foreach (var problem in node.Check(check).Answer.Problems)
        {
            if (Commands().Match(problem.Hint(Language.English)) is { Success: true } command)
            {
                Run(node, command.Groups[1].Value.Trim());
                Assert.DoesNotContain(
                    node.Check(check).Answer.Problems,
                    p => p.Id == problem.Id && p.Where == problem.Where && p.Arguments.SequenceEqual(problem.Arguments));
            }
            else
            {
                Assert.Contains(problem.Id, InWords.Keys);
            }
        }
    }

    /// <summary>Messages without a command, of checks that have other messages with one, and why.</summary>
    private static readonly Dictionary<string, string> InWords = new(StringComparer.Ordinal)
    {
        [NameMessages.BadRange.Id] = Manifest,
        [TrustMessages.KubeconfigCaFile.Id] = "its owner names another file",
        [TrustMessages.CaFileUnread.Id] = "its owner names another file",
        [ConnectionMessages.Fails.Id] = Manifest,
        [KubernetesMessages.NoContext.Id] = "kubectl sets the context",
    };

    [Fact]
    public void What_is_not_run_is_a_check() => Assert.Empty(NotRun.Keys.Except(CheckTable.Checks.Select(c => c.Id)));

    [Theory]
    [InlineData("apiserver", "kubepki csr export apiserver --dir DIR")]
    [InlineData("/root/.kube/config", "kubepki renew /root/.kube/config --ca-key ca=FILE")]
    [InlineData("kubelet-client", "kubepki renew kubelet-client --ca-key ca=FILE")]
    public void Without_the_key_of_the_authority_it_is_asked_for(string name, string command)
    {
        using var node = new PracticeNode { Now = DateTimeOffset.UtcNow.AddDays(400) };
        node.Delete("/etc/kubernetes/pki/ca.key");
        var path = node.State.Find(name)!.Path;
        Assert.Contains(
            command, node.Check("expired").Answer.Problems.Single(p => p.Where == path).Hint(Language.English),
            StringComparison.Ordinal);
    }

    private static void Run(PracticeNode node, string command)
    {
        var program = Program();
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", $"exec \"$0\" {command} --root \"$1\" --yes --activate never", program, node.Root.OnThisMachine("/")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode is 0 or 3, $"kubepki {command}: {process.ExitCode}\n{said}\n{errors.Result}");
    }

    /// <summary>The program in KUBEPKI_BINARY. Default: the one built beside these tests. Skips the test if there is none.</summary>
    internal static string Program()
    {
        var built = Environment.GetEnvironmentVariable("KUBEPKI_BINARY")
            ?? $"{Sources.Root()}/src/KubePki.Cli/bin/Release/net10.0/KubePki.Cli";
        Assert.SkipUnless(File.Exists(built), "the program is not built");
        return built;
    }

    [GeneratedRegex("""kubepki ((?:renew|create)(?: [^;,()]+)?)""")]
    private static partial Regex Commands();
}
