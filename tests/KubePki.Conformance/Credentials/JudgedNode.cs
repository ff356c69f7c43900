using KubePki.Authentication;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Sandbox;
using KubePki.X509;

namespace KubePki.Conformance.Credentials;

/// <summary>A node whose API server has the version of the judge, and kubepki's verdicts about credentials.</summary>
internal sealed class JudgedNode : IDisposable
{
    private const string Manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";
    private const string Command = "    - kube-apiserver";
    private readonly string root = Directory.CreateTempSubdirectory("kubepki-judge-").FullName;
    private ApiServerSettings? settings;

    public JudgedNode()
        => Assert.True(PracticeControlPlane.Create(
            Path.Combine(root, "node"),
            new SandboxSpec(1, TimeSpan.FromDays(1), Validity.OneYear, $"v1.{Judge.Minor}.2", KeyAlgorithm.EcdsaP256),
            DateTimeOffset.UtcNow, () => { }).Succeeded);

    /// <summary>Problems that keep the API server from starting.</summary>
    public IReadOnlyList<Problem> KeepsServerDown { get; private set; } = [];

    /// <summary>The paths that anonymous requests may use; empty for all.</summary>
    public IReadOnlyList<string> AnonymousPaths => settings!.Anonymous.Paths;

    public string File(string relative) => Path.Combine(root, "node/etc/kubernetes", relative);

    /// <summary>The flags of the API server with paths of this machine.</summary>
    public IReadOnlyList<string> Flags { get; private set; } = [];

    /// <summary>Sets flags (null removes a flag) and reads the node again.</summary>
    public void Start(params IReadOnlyList<(string Flag, string? Value)> changes)
    {
        string file = Path.Combine(root, "node") + Manifest;
        List<string> lines = [.. System.IO.File.ReadAllLines(file)];
        foreach (string flag in changes.Select(c => c.Flag).Distinct())
        {
            lines.RemoveAll(line => line.StartsWith($"    - --{flag}=", StringComparison.Ordinal));
        }

        lines.InsertRange(lines.IndexOf(Command) + 1, changes.Where(c => c.Value is not null).Select(c => $"    - --{c.Flag}={c.Value}"));
        System.IO.File.WriteAllLines(file, lines);
        Flags =
        [
            .. lines.Where(line => line.StartsWith("    - --", StringComparison.Ordinal))
                .Select(line => line[6..].Replace("=/etc/kubernetes/", $"={File(".")}/", StringComparison.Ordinal)),
            $"--judge-issuer-keys={File("pki/sa.pub")}",
        ];
        var node = new NodeRoot(Path.Combine(root, "node"));
        NodeState state = NodeObserver.Observe(node, DateTimeOffset.UtcNow);
        Surroundings around = SurroundingsReader.Read(node, state);
        settings = ApiServerSettings.Read(node, state, around).Value;
        Assert.NotNull(settings);
        KeepsServerDown = Verification.Of(state, around, EntryJudge.DefaultWithin).KeepsServerDown;
    }

    /// <summary>kubepki's verdict about a credential, in this process.</summary>
    public Verdict Ask(Question question)
    {
        if (question.Certificates is null)
        {
            return Judge.Of(Explain(new Credential { Where = "token", Token = question.Token }));
        }

        Outcome<IReadOnlyList<KubePki.X509.Certificate>> read = CertificateReader.ReadAll(
            System.Text.Encoding.ASCII.GetBytes(question.Certificates), "certificate");
        return read.Succeeded
            ? Judge.Of(Explain(new Credential
            {
                Where = "certificate",
                Certificates = read.Value,
                HoldsItsKey = true,
                Token = question.Token,
            }))
            : new Verdict("refused", "", $"{read.Problem}");
    }

    /// <summary>The verdict of the published program, which reads the credential from a file.</summary>
    public string AskProgram(Question question)
    {
        string file = Path.Combine(root, "shown");
        System.IO.File.WriteAllText(file, question.Certificates ?? question.Token);
        string kind = question.Certificates is null ? "token" : "certificate";
        Ended ended = Programs.Run(Peers.KubePki, "authenticate", file, "--as", kind, "-o", "json", "--root", Path.Combine(root, "node"))
            .Expect(0, 1, 3);
        return ended.ExitCode == 1 ? "refused" : (string)System.Text.Json.Nodes.JsonNode.Parse(ended.Output)!["verdict"]!;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private AuthenticationReport Explain(Credential credential)
        => AuthenticationChain.Explain(settings!, credential, DateTimeOffset.UtcNow);
}
