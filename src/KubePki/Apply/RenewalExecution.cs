using KubePki.Files;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>
/// Carries out a <see cref="RenewalPlan"/>: creates keys on all cores, issues certificates, and passes the files to a transaction.
/// </summary>
internal sealed class RenewalExecution(NodeRoot root, TimeProvider clock, Transactions transactions, GivenKeys? given = null)
{
    /// <summary>
    /// Carries out the plan for the state that it was made from. If there is a problem, nothing was changed, unless the problem says
    /// otherwise. <paramref name="keyMade"/> is called after each new key, on any thread. <paramref name="gate"/> is called when everything
    /// is staged and verified: if it returns a problem, the run ends and everything is as before.
    /// </summary>
    public Outcome<TransactionRecord> Run(NodeState state, RenewalPlan plan, byte[] planJson, Action keyMade, Func<Problem?>? gate = null)
    {
        var authorities = SigningAuthorities.Load(root, plan.Actions.Where(a => !a.IsSelfMade).Select(a => a.Authority), given);
        if (!authorities.Succeeded)
        {
            return authorities.Problem;
        }

        var keys = MakeKeys(plan.Actions, keyMade);
        try
        {
            return keys.Succeeded ? Commit(state, plan, planJson, authorities.Value, keys.Value, gate) : keys.Problem;
        }
        finally
        {
            Wipe((keys.Value ?? []).Concat(authorities.Value.Values.Select(a => a.Key)));
        }
    }

    private Outcome<TransactionRecord> Commit(
        NodeState state,
        RenewalPlan plan, byte[] planJson, IReadOnlyDictionary<string, CertificateAuthority> authorities, IReadOnlyList<PrivateKey> keys,
        Func<Problem?>? gate)
    {
        var files = new RenewedFiles(root);
        var asked = new Lazy<Problem?>(() => gate?.Invoke());
        try
        {
            files.Add(given?.Changes(state) ?? []);
            var issued = plan.Actions.Zip(
                keys,
                (action, key) => action.IsSelfMade ? IssueSelfMade(action, key) : Issue(action, authorities[action.Authority.Name], key))
                .ToList();
            if (issued.Select(files.Add).Concat(plan.Trust.Select(files.Add)).FirstOrDefault(p => p is not null) is { } problem)
            {
                return problem;
            }

            if (files.Changes.Count == 0 && files.Left.FirstOrDefault() is { } left)
            {
                return left;
            }

            var summary = string.Join(' ', (given?.SharedNames ?? []).Concat(plan.Items.Select(i => i.Name)));
            return transactions
                .Run(
                    new TransactionRequest("renew", summary, planJson, files.Changes),
                    staged => StagedSet.Verify(state, issued, plan.Trust, clock.GetUtcNow(), staged) ?? asked.Value)
                .Then<TransactionRecord>(done => done with { Skipped = [.. files.Left, .. done.Skipped] });
        }
        finally
        {
            files.Wipe();
        }
    }

    /// <summary>
    /// Certificates that followed the leaf in its file (intermediates) still follow the new leaf, except the kubelet's self-signed CA.
    /// </summary>
    private static Issued Issue(RenewalAction action, CertificateAuthority authority, PrivateKey key)
        => new(
            action, authority.Renew(action.Existing, key, action.NotBefore, action.NotAfter, action.Change?.Added, action.Change?.Removed),
            action.Item.Entry.Issuer is null ? [] : [.. action.Item.Certificates.Skip(1)], key);

    /// <summary>Issues the certificate as the kubelet does: from a CA of the same name whose key is discarded, or self-signed.</summary>
    private static Issued IssueSelfMade(RenewalAction action, PrivateKey key)
    {
        if (action.Item.Certificates.Count == 1)
        {
            return Issue(action, new CertificateAuthority(action.Existing, key), key);
        }

        var old = action.Item.Certificates[^1];
        using var authorityKey = PrivateKey.Create(action.KeyAlgorithm);
        var authority = new CertificateAuthority(
            new CertificateAuthority(old, authorityKey).Renew(old, authorityKey, action.NotBefore, action.NotAfter), authorityKey);
        return Issue(action, authority, key) with { Following = [authority.Certificate] };
    }

    private Outcome<IReadOnlyList<PrivateKey>> MakeKeys(IReadOnlyList<RenewalAction> actions, Action keyMade)
    {
        var keys = new Outcome<PrivateKey>[actions.Count];
        Parallel.For(0, actions.Count, i =>
        {
            keys[i] = actions[i].KeepsKey ? ReadKey(actions[i].Item) : PrivateKey.Create(actions[i].KeyAlgorithm);
            keyMade();
        });
        if (keys.FirstOrDefault(k => !k.Succeeded)?.Problem is { } problem)
        {
            Wipe(keys.Select(k => k.Value).OfType<PrivateKey>());
            return problem;
        }

        return keys.Select(k => k.Value!).ToList();
    }

    private static void Wipe(IEnumerable<PrivateKey> keys)
    {
        foreach (var key in keys)
        {
            key.Dispose();
        }
    }

    private Outcome<PrivateKey> ReadKey(PkiEntry item)
    {
        if (item.Kubeconfig is null)
        {
            return SigningAuthorities.ReadKey(root, item.KeyPath!);
        }

        var data = item.Kubeconfig.Users.FirstOrDefault(u => u.Name == item.UserName)?.KeyData;
        return data is null ? ObserveMessages.NoClientKey.At(item.Path, item.UserName ?? "") : PrivateKey.Read(data, item.Path);
    }
}
