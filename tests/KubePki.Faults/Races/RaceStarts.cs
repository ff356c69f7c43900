using System.Text.Json.Nodes;
using KubePki.Faults.Kit;

[assembly: AssemblyFixture(typeof(KubePki.Faults.Races.RaceStarts))]

namespace KubePki.Faults.Races;

/// <summary>A node with a user's home directory, and the command that root is about to run.</summary>
/// <param name="Root">Directory of the node; it is copied for each round.</param>
/// <param name="Arguments">The command, for a copy of the node.</param>
internal sealed record RaceStart(string Root, Func<string, IReadOnlyList<string>> Arguments)
{
    /// <summary>An ordinary user.</summary>
    public const uint User = 1003;

    public const string Home = "/home/ann";

    /// <summary>The user's own kubeconfig.</summary>
    public const string Kubeconfig = $"{Home}/.kube/config";

    /// <summary>True if the user legitimately has the administrator's key: their kubeconfig is a copy of admin.conf.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>The earlier command, which is killed before the user acts; null if there is none.</summary>
    public Func<string, IReadOnlyList<string>>? CutOff { get; init; }

    /// <summary>True if the command may end in the state from before the killed command.</summary>
    public bool MayEndOld => CutOff is not null && Arguments("") is ["recover"];

    /// <summary>True if the command uses files in the home directory: the user may prevent the command, and nothing else.</summary>
    public bool UsesHome { get; init; }

    /// <summary>True if the command refuses files in a home directory, even if the user does nothing.</summary>
    public bool IsRefused { get; init; }

    /// <summary>True if an undo of the command follows each round.</summary>
    public bool IsUndone { get; init; }

    public RaceStart Does(IReadOnlyList<string> arguments) => this with { Arguments = _ => arguments };
}

/// <summary>The nodes from which races start, each created once.</summary>
public sealed class RaceStarts : IDisposable
{
    private static readonly string[] Quietly = ["--yes", "-q", "--activate", "never"];
    private static readonly string[] Renew = ["renew", "apiserver", RaceStart.Kubeconfig, .. Quietly, "--key-algorithm", "ecdsa-p256"];
    private static readonly string[] RenewAll = ["renew", "all", .. Quietly, "--key-algorithm", "ecdsa-p256"];

    private readonly Scratch _scratch = new(everybodyEnters: true);
    private readonly Lazy<RaceStart> _person, _administrator, _nobody;

    public RaceStarts()
    {
        _nobody = new(() =>
        {
            var root = $"{_scratch.Path}/node";
            Programs.Run(Kubepki.Path, "sandbox", "create", root, "--age", "360d", "--key-algorithm", "ecdsa-p256", "-q").Expect();
            File.AppendAllText($"{root}/etc/passwd", $"ann:x:{RaceStart.User}:{RaceStart.User}::{RaceStart.Home}:/bin/sh\n");
            Directory.CreateDirectory($"{root}{RaceStart.Home}/.kube");
            return Owned(root);
        });
        _person = new((
            ) => WithHome(
                "person", false,
                root => Kubepki.Run(root, "kubeconfig", "user", "ann", "--group", "developers", "-q", "--file", root + RaceStart.Kubeconfig)
                    .Expect()));
        _administrator = new((
            ) => WithHome("administrator", true, root => File.Copy($"{root}/etc/kubernetes/admin.conf", root + RaceStart.Kubeconfig)));
    }

    /// <summary>The commands that write to a home directory or read from one, by the name of their row.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<RaceStarts, RaceStart>> All =
        new Dictionary<string, Func<RaceStarts, RaceStart>>(
        StringComparer.Ordinal)
        {
            ["renew NAME, the user's own kubeconfig"] = s => s._person.Value.Does(Renew) with { IsUndone = true },
            ["renew all, the user's copy of admin.conf"] = s => s._administrator.Value.Does(RenewAll) with { IsUndone = true },
            ["undo, the user's own kubeconfig"] = s => s.After(s._person.Value, Renew).Does(["undo", .. Quietly]),
            ["undo, the user's copy of admin.conf"] = s => s.After(s._administrator.Value, RenewAll).Does(["undo", .. Quietly]),
            ["recover, the user's own kubeconfig"] = s => s._person.Value.Does(["recover"]) with { CutOff = _ => Renew },
            ["recover, the user's copy of admin.conf"] = s => s._administrator.Value.Does(["recover"]) with { CutOff = _ => RenewAll },
            ["renew all, after one that died"] = s => s._administrator.Value.Does(RenewAll) with { CutOff = _ => RenewAll },
            ["backup create"] = s => s._person.Value.Does(["backup", "create", "-q"]),
            ["backup restore"] = s => s.Restorable(),
            ["create"] = s => s._administrator.Value.Does(["create", "admin.conf", .. Quietly]) with { IsUndone = true },
            ["csr import"] = s => s.Importable(),
            ["csr import --dir, in the home"] = s => s.ImportableFromHome(),
            ["kubeconfig create"] = s => s._administrator.Value.Does(["kubeconfig", "create", "admin.conf", .. Quietly]) with
            {
                IsUndone = true,
            },
            ["kubeconfig user --file"] = s => s._nobody.Value with
            {
                Arguments = root => ["kubeconfig", "user", "ann", "-q", "--file", root + RaceStart.Kubeconfig],
            },
            ["csr export --dir"] = s
                => s._nobody.Value with
                {
                    Arguments = root => ["csr", "export", "apiserver", "admin.conf", "-q", "--dir", $"{root}{RaceStart.Home}/.kube"],
                    IsRefused = true,
                },
            ["report --to"] = s => s._nobody.Value with { Arguments = root => ["report", "-q", "--to", root + RaceStart.Kubeconfig] },
        };

    public void Dispose() => _scratch.Dispose();

    private static RaceStart Owned(string root)
    {
        Programs.Run("chown", "-R", $"{RaceStart.User}:{RaceStart.User}", root + RaceStart.Home).Expect();
        return new RaceStart(root, _ => []);
    }

    private RaceStart WithHome(string name, bool isAdministrator, Action<string> fill)
    {
        var root = _scratch.CopyOf(_nobody.Value.Root, name);
        fill(root);
        return Owned(root) with { IsAdministrator = isAdministrator };
    }

    private RaceStart After(RaceStart start, IReadOnlyList<string> command)
    {
        var root = _scratch.CopyOf(start.Root);
        Kubepki.Run(root, command).Expect(0, 3);
        return start with { Root = root };
    }

    private RaceStart Restorable()
    {
        var root = _scratch.CopyOf(_administrator.Value.Root);
        var made = Kubepki.Run(root, "backup", "create", "-o", "json").Expect();
        var id = (string)JsonNode.Parse(made.Output)!["backups"]![0]!["id"]!;
        return (After(_administrator.Value with { Root = root }, RenewAll) with { IsUndone = true }).Does([
            "backup", "restore", id, .. Quietly,
        ]);
    }

    /// <summary>Requests for the API server's and the administrator's certificates, signed by an external CA.</summary>
    private RaceStart Importable()
    {
        var root = _scratch.CopyOf(_administrator.Value.Root);
        var requests = $"{root}.requests";
        Exchange(root, requests);
        return (_administrator.Value with { Root = root, IsUndone = true }).Does(["csr", "import", "all", "--dir", requests, .. Quietly]);
    }

    /// <summary>
    /// Same as <see cref="Importable"/>, in a user's directory: root owns the files, but the user can replace their names.
    /// </summary>
    private RaceStart ImportableFromHome()
    {
        var root = _scratch.CopyOf(_nobody.Value.Root);
        Exchange(root, $"{root}.requests");
        Programs.Run("cp", "-a", $"{root}.requests/.", $"{root}{RaceStart.Home}/.kube").Expect();
        return _nobody.Value with
        {
            Root = root,
            IsRefused = true,
            UsesHome = true,
            Arguments = node => ["csr", "import", "all", "--dir", $"{node}{RaceStart.Home}/.kube", .. Quietly],
        };
    }

    private static void Exchange(string root, string requests)
    {
        Kubepki.Run(root, "csr", "export", "apiserver", "admin.conf", "-q", "--dir", requests, "--key-algorithm", "ecdsa-p256").Expect();
        foreach (var (name, usage) in (ReadOnlySpan<(string, string)>)[("pki/apiserver", "serverAuth"), ("admin.conf", "clientAuth")])
        {
            File.WriteAllText($"{requests}/usage", $"extendedKeyUsage={usage}\n");
            Programs.Run(
                "openssl",
                "x509", "-req", "-in", $"{requests}/{name}.csr", "-out", $"{requests}/{name}.crt", "-CA",
                $"{root}/etc/kubernetes/pki/ca.crt", "-CAkey", $"{root}/etc/kubernetes/pki/ca.key",
                "-set_serial", "4711", "-days", "400", "-copy_extensions", "copy", "-extfile", $"{requests}/usage").Expect();
        }
    }
}
