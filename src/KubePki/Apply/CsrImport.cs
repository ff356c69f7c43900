using System.Globalization;
using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>Reads the exchange directory of an external CA, and installs the signed certificates in a normal transaction.</summary>
internal sealed class CsrImport(TimeProvider clock, Transactions transactions, string directory)
{
    /// <summary>
    /// Reads the files for these requests. Requests without files are skipped. The directory may be in a user's home: links that an
    /// ordinary user made are not followed, and each directory is resolved once and held open.
    /// </summary>
    public IReadOnlyList<Exchange> Read(RequestPlan requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        using var files = new HeldFiles(new NodeRoot("/"));
        return
        [
            .. requests.Actions.Where(a => Exists(files, a.Places.Request) || Exists(files, a.Places.Certificate))
                .Select(a => Read(files, a)),
        ];
    }

    /// <summary>Carries out a plan for the state that it was made from.</summary>
    public Outcome<TransactionRecord> Run(NodeState state, ImportPlan plan, byte[] planJson)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var changes = new List<Change>();
        try
        {
            using var files = new HeldFiles(new NodeRoot("/"));
            var kubeconfigs = new KubeconfigEdits(changes);
            if (plan.Actions.Select(action => Add(files, state, action, changes, kubeconfigs))
                .FirstOrDefault(p => p is not null) is { } problem)
            {
                return problem;
            }

            var request = new TransactionRequest("csr import", string.Join(' ', plan.Actions.Select(a => a.Item.Name)), planJson, changes);
            return transactions.Run(
                request,
                staged => staged.IsInHome
                    ? null
                    : plan.Actions.Select(a => Check(state, a, staged.Read)).FirstOrDefault(p => p is not null))
                .Then<TransactionRecord>(done => done with { Skipped = [.. kubeconfigs.Left, .. done.Skipped] });
        }
        finally
        {
            changes.OfType<PutFile>().ToList().ForEach(put => CryptographicOperations.ZeroMemory(put.Content));
        }
    }

    private Problem? Add(HeldFiles files, NodeState state, ImportAction action, List<Change> changes, KubeconfigEdits kubeconfigs)
    {
        using var key = Key(files, action.Exchange.Request).Key.Value;
        if (key?.Matches(action.Certificates[0]) != true)
        {
            return ApplyMessages.ChangedMeanwhile.At(directory + action.Exchange.Request.Places.Key);
        }

        byte[] certificates = [.. action.Certificates.SelectMany(c => c.ToPem())];
        if (!action.Exchange.Request.IsKubeconfig)
        {
            changes.Add(CreationExecution.Change(
                action.Item, new NewFile(action.Item.KeyPath!, key.ToPem(), NewFile.Private) { HoldsNewKey = true }));
            changes.Add(CreationExecution.Change(action.Item, new NewFile(action.Item.Path, certificates, NewFile.Public)));
            return null;
        }

        var keyPem = key.ToPem();
        var problem = action.Item is { Kubeconfig: not null, UserName: not null, PointsAt: null }
            ? action.HomeCopies.Prepend(action.Item).GroupBy(item => item.Path, StringComparer.Ordinal)
                .Select(users => kubeconfigs.Edit(
                    users.First(), action.KeptAs(users.First()), k
                        => k.WithCredentials([.. users.Select(u => u.UserName!)], certificates, keyPem), holdsNewKey: true))
                .FirstOrDefault(p => p is not null)
            : AddKubeconfig(state, action, certificates, keyPem, changes);
        CryptographicOperations.ZeroMemory(keyPem);
        return problem;
    }

    /// <summary>Writes a kubeconfig from scratch if it does not exist or points at files.</summary>
    private static Problem? AddKubeconfig(NodeState state, ImportAction action, byte[] certificates, byte[] keyPem, List<Change> changes)
    {
        if (action.Exchange.KubeconfigUser is not { } target)
        {
            return ObserveMessages.NoClientKey.At(action.Item.Path, "");
        }

        var trust = CreationExecution.Trust(state)[action.Item.Entry.Issuer!];
        var content = KubeconfigComposer.Embedded(target.Cluster, target.Server, trust, target.User, certificates, keyPem);
        changes.Add(CreationExecution.Change(action.Item, new NewFile(action.Item.Path, content, NewFile.Private) { HoldsNewKey = true }));
        return null;
    }

    private Exchange Read(HeldFiles files, RequestAction request)
    {
        var (read, target) = Key(files, request);
        using var key = read.Value;
        return new Exchange(
            request,
            key is null ? read.Problem! : key.PublicKey,
            File(files, request.Places.Request).Then(content => SigningRequest.Read(content, directory + request.Places.Request)),
            File(files, request.Places.Certificate)
                .Then(content => CertificateReader.ReadAll(content, directory + request.Places.Certificate)),
            Exists(files, request.Places.Certificate),
            target);
    }

    /// <summary>The key of an exchange, and the user and cluster of the kubeconfig that contains it.</summary>
    private (Outcome<PrivateKey> Key, KubeconfigTarget? Target) Key(HeldFiles files, RequestAction request)
    {
        var where = directory + request.Places.Key;
        var file = File(files, request.Places.Key);
        if (!file.Succeeded)
        {
            return (file.Problem, null);
        }

        try
        {
            return request.IsKubeconfig ? KubeconfigKey(file.Value, where) : (PrivateKey.Read(file.Value, where), null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file.Value);
        }
    }

    private static (Outcome<PrivateKey> Key, KubeconfigTarget? Target) KubeconfigKey(byte[] content, string where)
    {
        var read = Kubernetes.Kubeconfig.Read(content, where);
        var key = read.Then(k => k.User?.KeyData is { } data
            ? PrivateKey.Read(data, where)
            : ObserveMessages.NoClientKey.At(where, k.User?.Name ?? ""));
        return (key,
            read.Value is { User: { } user, Cluster: { Server: { } server } cluster }
                ? new KubeconfigTarget(user.Name, cluster.Name, server)
                : null);
    }

    private Outcome<byte[]> File(HeldFiles files, string place)
    {
        try
        {
            var path = directory + place;
            var read = files.Resolve(path, followsLast: true).Then(real => ReadOwn(files, path, real));
            return read.Succeeded ? read : read.Problem with { Where = path, IsOfThisMachine = true };
        }
        catch (IOException e)
        {
            return FileMessages.Unreadable.Because(directory + place, e);
        }
    }

    /// <summary>A file that another user may have placed there is rejected, because it would become a key of the control plane.</summary>
    private static Outcome<byte[]> ReadOwn(HeldFiles files, string path, string real)
    {
        if (files.OpenAbove(real) is { } open)
        {
            return ApplyMessages.OpenToOthers.At(path, open);
        }

        var read = files.Read(real);
        return !read.Succeeded ? read.Problem
            : HeldFiles.IsOpen(read.Value.File.Facts)
                ? ApplyMessages.NotRoots.At(path, read.Value.File.Facts.Owner.ToString(CultureInfo.InvariantCulture))
            : read.Value.File.Content;
    }

    /// <summary>If the existence of a file is uncertain, it counts as existing: reading it reports why.</summary>
    private bool Exists(HeldFiles files, string place)
    {
        try
        {
            return files.Resolve(directory + place, followsLast: false) is var real
                && (!real.Succeeded || files.FactsOf(real.Value) is not null);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private Problem? Check(NodeState state, ImportAction action, Func<string, byte[]?> staged)
    {
        var content = staged(action.Item.Path);
        var pem = action.Exchange.Request.IsKubeconfig
            ? Kubernetes.Kubeconfig.Read(content, action.Item.Path).Value?.User?.CertificateData
            : content;
        var read = CertificateReader.ReadAll(pem, action.Item.Path);
        return !read.Succeeded ? read.Problem
            : !read.Value[0].Equals(action.Certificates[0]) ? ApplyMessages.ChangedMeanwhile.At(action.Item.Path)
            : ChainVerifier.Verify(
                read.Value[0],
                new VerificationRequest(
                    state.Find(action.Item.Entry.Issuer!)!.Certificates, read.Value, clock.GetUtcNow(),
                    Oids.AnyExtendedKeyUsage)
                { Kubernetes = state.Kubernetes },
                action.Item.Path);
    }
}
