using System.Security.Cryptography;
using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>Carries out a <see cref="CreationPlan"/>: creates the planned files in memory and passes them to a transaction.</summary>
internal sealed class CreationExecution(NodeRoot root, TimeProvider clock, Transactions transactions, GivenKeys? given = null)
{
    /// <summary>
    /// Carries out the plan for the state that it was made from. If there is a problem, nothing was changed, unless the problem says
    /// otherwise. <paramref name="keyMade"/> is called after each key, on any thread. <paramref name="gate"/> is called when everything is
    /// staged and verified: if it returns a problem, the run ends and everything is as before.
    /// </summary>
    public Outcome<TransactionRecord> Run(NodeState state, CreationPlan plan, byte[] planJson, Action keyMade, Func<Problem?>? gate = null)
    {
        var present = SigningAuthorities.Load(root, plan.Actions
            .Select(a => a.Item.Entry.Issuer).OfType<string>().Distinct().Where(name => plan.Find(name) is null)
            .Select(name => state.Find(name)!), given);
        if (!present.Succeeded)
        {
            return present.Problem;
        }

        var brought = given?.Changes(state) ?? [];
        try
        {
            var material = NewMaterial.Make(
                plan, present.Value, Trust(state), action => SigningAuthorities.ReadKey(root, action.Item.KeyPath!), keyMade);
            if (!material.Succeeded)
            {
                return material.Problem;
            }

            using (material.Value)
            {
                var summary = string.Join(' ', (given?.SharedNames ?? []).Concat(plan.Actions.Select(a => a.Item.Name)));
                var links = Links(state, plan);
                if (!links.Succeeded)
                {
                    return links.Problem;
                }

                var request = new TransactionRequest("create", summary, planJson, [.. brought, .. Changes(material.Value, links.Value)]);
                return transactions.Run(
                    request,
                    staged => material.Value.All.Select(made => Check(state, plan.Facts, material.Value, made, staged.Read))
                        .FirstOrDefault(p => p is not null)
                        ?? gate?.Invoke());
            }
        }
        finally
        {
            foreach (var file in brought)
            {
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(file.Content);
            }

            foreach (var authority in present.Value.Values)
            {
                authority.Key.Dispose();
            }
        }
    }

    /// <summary>The certificates that kubeconfigs trust: all those in a CA's file.</summary>
    internal static IReadOnlyDictionary<string, byte[]> Trust(NodeState state) => state.Items
        .Where(i => i.Entry.Kind == EntryKind.CertificateAuthority)
        .ToDictionary(i => i.Name, i => i.Certificates.SelectMany(c => c.ToPem()).ToArray(), StringComparer.Ordinal);

    /// <summary>The link to a new file comes after that file, and before the kubeconfig that names the link.</summary>
    private static IReadOnlyList<Change> Changes(NewMaterial material, IReadOnlyDictionary<string, PointLink> links)
        => [.. material.All.SelectMany(made => made.Files.SelectMany(file => made.Action.Rotated?.File == file.Path
            ? new Change[] { Change(made.Action.Item, file), links[made.Action.Rotated.Link] }
            : [Change(made.Action.Item, file)]))];

    private Outcome<IReadOnlyDictionary<string, PointLink>> Links(NodeState state, CreationPlan plan)
    {
        var links = new Dictionary<string, PointLink>(StringComparer.Ordinal);
        foreach (var pem in plan.Actions.Select(a => a.Rotated).OfType<KubeletPem>())
        {
            var link = KubeletLink.Of(root, state.Items.FirstOrDefault(i => i.Path == pem.Link), pem.Link, pem.File);
            if (!link.Succeeded)
            {
                return link.Problem;
            }

            links[pem.Link] = link.Value;
        }

        return links;
    }

    /// <summary>An existing file keeps its mode, but a private key never keeps a mode that lets others read it.</summary>
    internal static PutFile Change(PkiEntry item, NewFile file)
    {
        var seen = item.Files.FirstOrDefault(f => f.Path == file.Path);
        return new PutFile(file.Path, file.Content)
        {
            MakesDirectories = true,
            MustBeNew = seen is null,
            ExpectedSha256 = seen?.Sha256,
            ExpectedFacts = seen?.Facts,
            Mode = seen is null ? file.Mode : file.Mode == NewFile.Private ? seen.Facts.ModeWithoutOthers : null,
            HoldsNewKey = file.HoldsNewKey,
        };
    }

    /// <summary>
    /// Verifies a staged item as if it were committed: it is the new certificate with its key, signed by its CA, and valid now.
    /// </summary>
    private Problem? Check(NodeState state, ClusterFacts facts, NewMaterial material, Made made, Func<string, byte[]?> staged)
    {
        var item = made.Action.Item;
        if (made.Certificate is null)
        {
            var keys = PublicKeyFile.Read(staged(item.Path), item.Path);
            return keys.Problem
                ?? (keys.Value!.Any(k => k.AsSpan().SequenceEqual(made.Key.PublicKey))
                    ? null
                    : ApplyMessages.ChangedMeanwhile.At(item.Path));
        }

        var content = staged(made.Action.Rotated?.File ?? item.Path);
        var embeds = item.Entry.Kind == EntryKind.Kubeconfig && made.Action.Rotated is null;
        var certificates = CertificateReader.ReadAll(
            embeds ? Kubeconfig.Read(content, item.Path).Value?.User?.CertificateData : content, item.Path);
        CryptographicOperations.ZeroMemory(embeds || made.Action.Rotated is not null ? content : null);
        if (!certificates.Succeeded)
        {
            return certificates.Problem;
        }

        var leaf = certificates.Value[0];
        if (!leaf.Equals(made.Certificate) || !made.Key.Matches(leaf))
        {
            return ApplyMessages.ChangedMeanwhile.At(item.Path);
        }

        var roots = item.Entry.Issuer is not { } issuer ? certificates.Value
            : material.All.FirstOrDefault(m => m.Action.Item.Name == issuer)?.Certificate is { } authority
                ? [authority]
                : state.Find(issuer)!.Certificates;
        var usage = item.Entry.Kind == EntryKind.CertificateAuthority ? Oids.AnyExtendedKeyUsage : item.Entry.ServesAs.VerifiedUsage();
        return ChainVerifier.Verify(
            leaf,
            new VerificationRequest(
                roots, certificates.Value, clock.GetUtcNow(), usage)
            { Kubernetes = state.Kubernetes ?? facts.MinorVersion },
            item.Path);
    }
}
