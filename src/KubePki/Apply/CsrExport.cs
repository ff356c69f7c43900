using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>
/// Writes keys, requests and partial kubeconfigs to a directory of this machine, with the file names of kubeadm's generate-csr. The node is
/// not changed. No file in the directory is overwritten, and a failure leaves nothing behind.
/// </summary>
internal static class CsrExport
{
    /// <summary>
    /// Writes the files and returns their paths, relative to the directory. Existing keys that are kept are read from
    /// <paramref name="root"/>.
    /// </summary>
    public static Outcome<IReadOnlyList<string>> Write(
        NodeRoot root, RequestPlan plan, string clusterName, string directory, Action keyMade)
    {
        if (plan.Actions.SelectMany(a => new[] { a.Places.Key, a.Places.Request })
            .FirstOrDefault(p => Posix.Facts(directory + p, out _) is not null) is { } there)
        {
            return ApplyMessages.AlreadyThere.At(directory + there);
        }

        if (OpenToOthers(plan, directory) is { } open)
        {
            return open;
        }

        var keys = new Outcome<PrivateKey>[plan.Actions.Count];
        Parallel.For(0, keys.Length, i =>
        {
            keys[i] = plan.Actions[i].KeptKey is null
                ? PrivateKey.Create(plan.Actions[i].KeyAlgorithm)
                : SigningAuthorities.ReadKey(root, plan.Actions[i].Item.KeyPath!);
            keyMade();
        });
        var problem = keys.FirstOrDefault(k => !k.Succeeded)?.Problem;
        List<NewFile> files = problem is not null
            ? []
            : [.. plan.Actions.Zip(keys, (action, key) => Files(action, key.Value!, clusterName)).SelectMany(f => f)];
        try
        {
            return problem ?? WriteAll(directory, files);
        }
        finally
        {
            Array.ForEach(keys, k => k.Value?.Dispose());
            files.ForEach(f => CryptographicOperations.ZeroMemory(f.Content));
        }
    }

    private static Problem? OpenToOthers(RequestPlan plan, string directory)
    {
        using var places = new OperatorFiles(asOwners: false);
        return plan.Actions.SelectMany(a => new[] { a.Places.Key, a.Places.Request })
            .Select(place => places.ProblemOfKeyFile(directory + place))
            .FirstOrDefault(p => p is not null);
    }

    private static Outcome<IReadOnlyList<string>> WriteAll(string directory, List<NewFile> files)
    {
        using var places = new OperatorFiles(asOwners: false);
        try
        {
            files.ForEach(file => places.WriteNew(directory + file.Path, file.Content, makesDirectories: true));
            return files.Select(f => f.Path).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            places.RemoveWritten();
            return ApplyMessages.NotWritten.At(directory, e.Message);
        }
    }

    private static IEnumerable<NewFile> Files(RequestAction action, PrivateKey key, string clusterName)
    {
        var (keyPlace, request, _) = action.Places;
        yield return new NewFile(
            keyPlace,
            action.IsKubeconfig
                ? KubeconfigComposer.WithoutCertificate(
                    action.Item.Kubeconfig?.Cluster?.Name ?? clusterName, action.Server!,
                    action.Item.UserName ?? action.Identity.CommonName, key.ToPem())
                : key.ToPem(),
            NewFile.Private);
        yield return new NewFile(request, SigningRequest.Create(action.Identity, key), NewFile.Private);
    }
}
