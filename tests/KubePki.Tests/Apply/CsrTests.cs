using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using KubePki.Apply;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Operations;
using KubePki.Plan;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Apply;

/// <summary>Requests for a CA whose key is elsewhere, and the import of its certificates.</summary>
public sealed class CsrTests : IDisposable
{
    private readonly TestNode _node = new();
    private readonly Scratch _exchange = new();

    [Fact]
    public void Requests_ask_for_what_is_there()
    {
        var written = Export("apiserver", "admin.conf");
        Assert.Equal(["/pki/apiserver.key", "/pki/apiserver.csr", "/admin.conf", "/admin.conf.csr"], written);
        Assert.All(
            written, path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_exchange.Path + path)));
        var request = Request("/pki/apiserver.csr");
        var existing = _node.State.Find("apiserver")!.Certificate!;
        Assert.Equal(existing.Names.All, request.Names.All);
        Assert.Equal("kube-apiserver", request.Subject.CommonName);
        using var key = PrivateKey.Read(File.ReadAllBytes($"{_exchange.Path}/pki/apiserver.key"), "").Must();
        Assert.Equal(key.PublicKey, request.PublicKey);
        Assert.NotEqual(existing.PublicKey, request.PublicKey);
        Assert.Equal(["system:masters"], Request("/admin.conf.csr").Subject.Organizations);
        var partial = Kubeconfig.Read(File.ReadAllBytes($"{_exchange.Path}/admin.conf"), "").Must();
        Assert.Equal((TestNode.Server, null), (partial.Cluster!.Server, partial.User!.CertificateData));
        Assert.NotNull(partial.User.KeyData);
    }

    [Fact]
    public void The_platforms_own_reader_accepts_a_request()
    {
        Export("etcd-server");
        var read = CertificateRequest.LoadSigningRequestPem(
            File.ReadAllText($"{_exchange.Path}/pki/etcd/server.csr"), HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        Assert.Equal("CN=master-1", read.SubjectName.Name);
        Assert.Single(read.CertificateExtensions);
    }

    [Fact]
    public void Nothing_is_written_over()
    {
        Export("apiserver");
        var before = File.ReadAllBytes($"{_exchange.Path}/pki/apiserver.key");
        Write("apiserver", "front-proxy-client").Fails(ApplyMessages.AlreadyThere);
        Assert.Equal(before, File.ReadAllBytes($"{_exchange.Path}/pki/apiserver.key"));
        Assert.False(File.Exists($"{_exchange.Path}/pki/front-proxy-client.key"));
    }

    [Fact]
    public void A_full_disk_leaves_no_key_behind()
        => OwnMounts.WithFullDisk(_exchange.Path, pages: 1, () =>
        {
            Write("apiserver").Fails(ApplyMessages.NotWritten);
            Assert.Equal([$"{_exchange.Path}/ballast"], Directory.EnumerateFileSystemEntries(_exchange.Path));
        });

    [Fact]
    public void A_directory_that_was_there_stays_when_the_disk_is_full()
        => OwnMounts.WithFullDisk(_exchange.Path, pages: 1, () =>
        {
            Directory.CreateDirectory($"{_exchange.Path}/pki");
            Write("apiserver").Fails(ApplyMessages.NotWritten);
            Assert.Empty(Directory.EnumerateFileSystemEntries($"{_exchange.Path}/pki"));
        });

    [Fact]
    public void Signed_certificates_are_installed_and_can_be_undone()
    {
        Export("apiserver", "admin.conf", "front-proxy-client");
        Sign("/pki/apiserver", Oids.ServerAuth);
        Sign("/admin.conf", Oids.ClientAuth);
        var before = _node.Snapshot();
        var (plan, import) = Plan("apiserver", "admin.conf", "front-proxy-client");
        Assert.Empty(plan.Refusals);
        Assert.Equal(["apiserver", "admin.conf"], plan.Actions.Select(a => a.Item.Name));
        Assert.Equal([("front-proxy-client", "not-signed")], plan.Skipped.Select(s => (s.Item.Name, s.Reason.Id)));
        import.Run(_node.State, plan, "{}"u8.ToArray()).Must();
        Assert.Equal(
            ["/etc/kubernetes/admin.conf", "/etc/kubernetes/pki/apiserver.crt", "/etc/kubernetes/pki/apiserver.key"],
            before.Differences(_node.Snapshot()));
        Assert.All(new[] { "apiserver", "admin.conf" }, name =>
        {
            var verdict = _node.Verdict(name);
            Assert.True(verdict.Problem is null && verdict.Item.HoldsItsKey, verdict.Problem?.ToString());
            Assert.Equal(FixedClock.Today.AddDays(500), verdict.Item.Certificate!.NotAfter);
        });
        _node.Transactions.Undo(null, force: false).Must();
        Assert.Empty(before.Differences(_node.Snapshot()));
    }

    [Fact]
    public void A_kubeconfig_that_is_missing_is_made_of_the_partial_one()
    {
        _node.Delete("/etc/kubernetes/scheduler.conf");
        Export("scheduler.conf");
        Sign("/scheduler.conf", Oids.ClientAuth);
        var (plan, import) = Plan("scheduler.conf");
        import.Run(_node.State, plan, "{}"u8.ToArray()).Must();
        var made = _node.State.Find("scheduler.conf")!;
        Assert.Equal(("system:kube-scheduler", TestNode.Server), (made.UserName, made.Kubeconfig!.Cluster!.Server));
        Assert.Equal(_node.Ca.Certificate.ToPem(), made.Kubeconfig.Cluster.CertificateAuthorityData);
    }

    [Fact]
    public void An_intermediate_stays_behind_its_leaf()
    {
        Export("apiserver");
        var middle = Recipe.Authority("CN=between").SignedBy(new Kit.Made(_node.Ca.Certificate, Ecdsa(_node.Ca.Key)));
        Sign("/pki/apiserver", Oids.ServerAuth, authority: middle.AsAuthority(), following: middle.Certificate);
        var (plan, import) = Plan("apiserver");
        Assert.Empty(plan.Refusals);
        import.Run(_node.State, plan, "{}"u8.ToArray()).Must();
        Assert.Equal(2, _node.State.Find("apiserver")!.Certificates.Count);
        Assert.Null(_node.Verdict("apiserver").Problem);
    }

    [Fact]
    public void Every_wrong_answer_is_refused_with_its_reason()
    {
        Export("apiserver", "apiserver-kubelet-client");
        Sign("/pki/apiserver", Oids.ServerAuth, without: "master-1");
        var refusal = Refusal().IsOf(ImportMessages.FewerNames);
        Assert.Equal(["master-1"], refusal.Arguments);
        Sign("/pki/apiserver", Oids.ClientAuth);
        Refusal().IsOf(X509Messages.WrongUsage);
        Sign("/pki/apiserver", Oids.ServerAuth, commonName: "somebody");
        Refusal().IsOf(ImportMessages.OtherSubject);
        Sign("/pki/apiserver", Oids.ServerAuth, authority: _node.EtcdCa);
        Refusal().IsOf(X509Messages.UnknownAuthority);
        Sign("/pki/apiserver", Oids.ServerAuth, until: FixedClock.Today.AddDays(-1));
        Refusal().IsOf(X509Messages.Expired);
        Sign("/pki/apiserver-kubelet-client", Oids.ServerAuth);
        File.Move($"{_exchange.Path}/pki/apiserver-kubelet-client.crt", $"{_exchange.Path}/pki/apiserver.crt", overwrite: true);
        Refusal().IsOf(X509Messages.KeyMismatch);
        File.WriteAllText($"{_exchange.Path}/pki/apiserver.crt", "nonsense");
        Refusal().IsOf(X509Messages.NoPemBlock);
        Sign("/pki/apiserver", Oids.ServerAuth);
        File.WriteAllText($"{_exchange.Path}/pki/apiserver.csr", "nonsense");
        Refusal().IsOf(X509Messages.NoPemBlock);
    }

    [Fact]
    public void A_CA_is_not_taken_for_a_leaf()
    {
        Export("apiserver");
        var asked = Request("/pki/apiserver.csr");
        using var key = Ecdsa(PrivateKey.Read(KeyOf("/pki/apiserver"), "").Must());
        var made = Recipe.Authority(asked.Subject.Text).WithNames(names => asked.Names.Dns.ToList().ForEach(names.AddDnsName))
            .SignedBy(new Kit.Made(_node.Ca.Certificate, Ecdsa(_node.Ca.Key)), key);
        File.WriteAllBytes($"{_exchange.Path}/pki/apiserver.crt", made.Certificate.ToPem());
        Refusal().IsOf(ImportMessages.AnswerIsAuthority);
    }

    [Fact]
    public void A_copy_in_a_home_directory_comes_along_and_its_old_file_stays_beside()
    {
        const string home = "/home/ann/.kube/config";
        var old = _node.Read("/etc/kubernetes/admin.conf");
        _node.Write(home, old);
        Export("admin.conf", "scheduler.conf");
        Sign("/admin.conf", Oids.ClientAuth);
        Sign("/scheduler.conf", Oids.ClientAuth);
        var (plan, import) = Plan("admin.conf", "scheduler.conf");
        Assert.Equal([home], plan.Actions.SelectMany(a => a.HomeCopies).Select(c => c.Name));
        import.Run(_node.State, plan, "{}"u8.ToArray()).Must();
        Assert.Equal(_node.State.Find("admin.conf")!.Certificate, _node.State.Find(home)!.Certificate);
        Assert.True(_node.State.Find(home)!.HoldsItsKey);
        Assert.Equal(old, _node.Read(plan.Actions[0].KeptAs(plan.Actions[0].HomeCopies[0])!));
    }

    [Fact]
    public void An_empty_directory_holds_nothing_to_import()
    => Assert.Equal(["nothing-to-import"], Plan("apiserver").Plan.Refusals.Select(r => r.Id));

    [Fact]
    public void Any_bytes_are_a_request_or_none()
        => Gen.Byte.Array[0, 200]
            .Sample(bytes => Assert.False(SigningRequest.Read(Pem.Write("CERTIFICATE REQUEST", bytes), "x").Succeeded), iter: 300);

    [Fact]
    public void A_kubeconfig_that_points_at_what_the_kubelet_rotates_is_put_in_place_by_name_only()
    {
        Export("kubelet.conf");
        Sign("/kubelet.conf", Oids.ClientAuth);
        var read = new CsrImport(_node.Clock, _node.Transactions, _exchange.Path).Read(Requests(["kubelet.conf"]));
        var all = ImportPlan.Of(_node.State, read, _exchange.Path, byName: false);
        Assert.Empty(all.Actions);
        Assert.Equal(["kubelet-rotates"], all.Skipped.Select(s => s.Reason.Id));
        Assert.Equal(["kubelet.conf"], ImportPlan.Of(_node.State, read, _exchange.Path, byName: true).Actions.Select(a => a.Item.Name));
    }

    [Fact]
    public void Export_all_skips_the_same_entries_as_import_all()
    {
        Assert.NotNull(_node.State.Find("kubelet.conf")!.PointsAt);
        Assert.DoesNotContain(
            "kubelet.conf", RequestPlan.Of(_node.State, Facts(), null, null, fromConfiguration: false).Actions.Select(a => a.Item.Name));
    }

    [Theory]
    [InlineData("kubelet-client", "not-requested")]
    [InlineData("ca", "not-signed-elsewhere")]
    [InlineData("sa", "not-signed-elsewhere")]
    [InlineData("nothing", "unknown-name")]
    public void A_name_that_is_not_asked_for_says_why(string name, string id)
        => Assert.Equal(id, Assert.Single(Requests([name]).Refusals).Id);

    [Fact]
    public void What_stays_wrong_after_an_import_is_said()
    {
        Export("apiserver");
        Sign("/pki/apiserver", Oids.ServerAuth, until: FixedClock.Today.AddDays(20));
        using var node = new ManagedNode(_node.Root.OnThisMachine("/"), _node.Clock);
        var request = new ImportRequest(
            _exchange.Path, () => KnownNode.FromNode(node, new OperationCallbacks<ImportPlan> { Consent = _ => null, Describe = _ => [] }))
        {
            Names = ["apiserver"],
            Consent = new ImportConsent(ReplaceTokenKey: false, AllowShorter: true),
        };
        var result = Import.Run(
            node, request, new OperationCallbacks<ImportPlan> { Consent = _ => null, Describe = _ => "{}"u8.ToArray() });
        Assert.Equal(OperationEnd.Done, result.End);
        Assert.Contains(result.Change!.Remaining, f => f.Check == "expiring" && f.Problem.Where == "/etc/kubernetes/pki/apiserver.crt");
    }

    [Fact]
    public void A_request_never_contains_names_from_a_default()
    {
        var lacking = Facts() with { Assumed = ["networking.serviceSubnet"] };
        Assert.Empty(RequestPlan.Of(_node.State, lacking, ["apiserver"], null, fromConfiguration: false).Refusals);
        _node.Delete("/etc/kubernetes/pki/apiserver.crt");
        Assert.Equal(
            "setting-unknown",
            Assert.Single(RequestPlan.Of(_node.State, lacking, ["apiserver"], null, fromConfiguration: false).Refusals).Id);
        Assert.Empty(RequestPlan.Of(_node.State, lacking, ["apiserver"], null, fromConfiguration: true).Refusals);
    }

    public void Dispose()
    {
        _node.Dispose();
        _exchange.Dispose();
    }

    private ClusterFacts Facts() => ClusterFacts.OfNode(RebuiltConfiguration.Of(_node.State).Configuration).Must();

    private RequestPlan Requests(string[] names)
        => RequestPlan.Of(_node.State, Facts(), names, KeyAlgorithm.EcdsaP256, fromConfiguration: false);

    private Outcome<IReadOnlyList<string>> Write(params string[] names)
        => CsrExport.Write(_node.Root, Requests(names), "kubernetes", _exchange.Path, () => { });

    private IReadOnlyList<string> Export(params string[] names) => Write(names).Must();

    private SigningRequest Request(string path) => SigningRequest.Read(File.ReadAllBytes(_exchange.Path + path), path).Must();

    private (ImportPlan Plan, CsrImport Import) Plan(params string[] names)
    {
        var import = new CsrImport(_node.Clock, _node.Transactions, _exchange.Path);
        return (ImportPlan.Of(_node.State, import.Read(Requests(names)), _exchange.Path, byName: names.Length > 0), import);
    }

    private Problem Refusal()
    {
        var plan = Plan("apiserver").Plan;
        Assert.Empty(plan.Actions);
        return Assert.Single(plan.Refusals);
    }

    /// <summary>Signs a request as another program would, with the given defect.</summary>
    private void Sign(
        string stem, string usage, string? without = null, string? commonName = null, CertificateAuthority? authority = null,
        DateTimeOffset? until = null, Certificate? following = null)
    {
        var request = Request($"{stem}.csr");
        var identity = new LeafIdentity(
            commonName ?? request.Subject.CommonName!,
            request.Subject.Organizations, [usage], [.. request.Names.Dns.Where(n => n != without)], request.Names.Addresses);
        var end = until ?? FixedClock.Today.AddDays(500);
        using var key = PrivateKey.Read(KeyOf(stem), "").Must();
        var certificate = (authority ?? _node.Ca).Issue(identity, key, end.AddDays(-510), end);
        File.WriteAllBytes($"{_exchange.Path}{stem}.crt", [.. certificate.ToPem(), .. following?.ToPem() ?? []]);
    }

    private byte[] KeyOf(string stem) => stem.EndsWith(".conf", StringComparison.Ordinal)
        ? Kubeconfig.Read(File.ReadAllBytes(_exchange.Path + stem), "").Must().User!.KeyData!
        : File.ReadAllBytes($"{_exchange.Path}{stem}.key");

    private static ECDsa Ecdsa(PrivateKey key)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(System.Text.Encoding.ASCII.GetString(key.ToPem()));
        return ecdsa;
    }
}
