using System.Security.Cryptography;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>A new certificate with the certificates that follow it in its file, its key, and the action it belongs to.</summary>
internal sealed record Issued(RenewalAction Action, Certificate Certificate, IReadOnlyList<Certificate> Following, PrivateKey Key);

/// <summary>Verifies the staged files as if they were already committed: pairs match, chains verify now, identities are kept.</summary>
internal static class StagedSet
{
    /// <summary>Returns what is wrong with one staged part. Items of other parts are not checked.</summary>
    internal static Problem? Verify(
        NodeState state, IReadOnlyList<Issued> issued, IReadOnlyList<TrustChange> trust, DateTimeOffset now, StagedPart staged)
        => issued.Where(i => IsIn(staged, i.Action.Item)).Select(i => Verify(state, i, now, staged.Read))
            .Concat(trust.Where(t => IsIn(staged, t.Item)).Select(t => Verify(t, staged.Read(t.Item.Path))))
            .FirstOrDefault(p => p is not null);

    private static bool IsIn(StagedPart staged, PkiEntry item) => item.IsInHome ? staged.Holds(item.Path) : !staged.IsInHome;

    private static Problem? Verify(TrustChange change, byte[]? staged)
    {
        var clusters = Kubernetes.Kubeconfig.Read(staged, change.Item.Path)
            .Then<IReadOnlyList<Kubernetes.KubeconfigCluster>>(k => k.Clusters.Where(c => c.Name == change.Cluster).ToList());
        CryptographicOperations.ZeroMemory(staged);
        return clusters.Problem
            ?? (clusters.Value is [{ CertificateAuthorityData: { } data }]
                && CertificateReader.ReadAll(data, change.Item.Path).Value?.SequenceEqual(change.Authority.Certificates) == true
                ? null : ApplyMessages.ChangedMeanwhile.At(change.Item.Path));
    }

    private static Problem? Verify(NodeState state, Issued issued, DateTimeOffset now, Func<string, byte[]?> staged)
    {
        var item = issued.Action.Item;
        var (certificatePem, keyPem) = item.Kubeconfig is null
            ? (staged(issued.Action.CertificatePath), staged(issued.Action.SharesFile ? issued.Action.CertificatePath : item.KeyPath!))
            : FromKubeconfig(item, staged(item.Path));
        try
        {
            return Verify(state, issued, now, certificatePem, keyPem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(issued.Action.SharesFile ? certificatePem : null);
            CryptographicOperations.ZeroMemory(keyPem);
        }
    }

    private static Problem? Verify(NodeState state, Issued issued, DateTimeOffset now, byte[]? certificatePem, byte[]? keyPem)
    {
        var item = issued.Action.Item;
        var certificates = CertificateReader.ReadAll(certificatePem, item.Path);
        if (!certificates.Succeeded)
        {
            return certificates.Problem;
        }

        var leaf = certificates.Value[0];
        if (!leaf.Subject.IsSameAs(issued.Action.Existing.Subject) || !leaf.Equals(issued.Certificate))
        {
            return ApplyMessages.ChangedMeanwhile.At(item.Path);
        }

        if (KeyProblem(issued.Action, leaf, keyPem) is { } mismatch)
        {
            return mismatch;
        }

        IReadOnlyList<Certificate> roots = issued.Action.IsSelfMade ? [certificates.Value[^1]] : issued.Action.Authority.Certificates;
        var usage = item.Entry.ServesAs.VerifiedUsage();
        return ChainVerifier.Verify(
            leaf, new VerificationRequest(roots, certificates.Value, now, usage) { Kubernetes = state.Kubernetes }, item.Path);
    }

    private static Problem? KeyProblem(RenewalAction action, Certificate leaf, byte[]? keyPem)
    {
        if (keyPem is null)
        {
            return action.KeepsKey && leaf.PublicKey.AsSpan().SequenceEqual(action.Item.KeyPublicKey)
                ? null
                : X509Messages.KeyMismatch.At(action.Item.Path, action.Item.KeyPath ?? "");
        }

        using var key = PrivateKey.Read(keyPem, action.Item.Path).Value;
        return key?.Matches(leaf) == true ? null : X509Messages.KeyMismatch.At(action.Item.Path, action.Item.KeyPath ?? action.Item.Path);
    }

    private static (byte[]? Certificate, byte[]? Key) FromKubeconfig(PkiEntry item, byte[]? content)
    {
        var user = Kubernetes.Kubeconfig.Read(content, item.Path).Value?.Users.FirstOrDefault(u => u.Name == item.UserName);
        CryptographicOperations.ZeroMemory(content);
        return (user?.CertificateData, user?.KeyData);
    }
}
