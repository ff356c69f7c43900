using System.Security.Cryptography;
using KubePki.Files;
using KubePki.Kubernetes;
using KubePki.Language;
using KubePki.Observe;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Apply;

/// <summary>Reads the directory of an exchange with another CA, and puts what came back in place by the usual transaction.</summary>
public sealed class CsrImport(TimeProvider clock, Transactions transactions, string directory)
{
    private readonly NodeRoot _exchange = new(directory);

    /// <summary>What lies there for these requests; those of which nothing lies there are left out.</summary>
    public IReadOnlyList<Exchange> Read(RequestPlan requests)
        => [.. requests.Actions.Where(a => _exchange.Exists(a.Places.Request) || _exchange.Exists(a.Places.Certificate)).Select(Read)];

    /// <summary>Carries a plan out for the state it was made from.</summary>
    public Outcome<TransactionRecord> Run(NodeState state, ImportPlan plan, byte[] planJson)
    {
        var changes = new List<Change>();
        try
        {
            var kubeconfigs = new KubeconfigEdits(changes);
            if (plan.Actions.Select(action => Add(state, action, changes, kubeconfigs)).FirstOrDefault(p => p is not null) is { } problem)
            {
                return problem;
            }

            var request = new TransactionRequest("csr import", string.Join(' ', plan.Actions.Select(a => a.Item.Name)), planJson, changes);
            return transactions.Run(request, staged => staged.IsInHome ? null : plan.Actions.Select(a => Check(state, a, staged.Read)).FirstOrDefault(p => p is not null))
                .Then<TransactionRecord>(done => done with { Left = [.. kubeconfigs.Left, .. done.Left] });
        }
        finally
        {
            changes.OfType<PutFile>().ToList().ForEach(put => CryptographicOperations.ZeroMemory(put.Content));
        }
    }

    private Problem? Add(NodeState state, ImportAction action, List<Change> changes, KubeconfigEdits kubeconfigs)
    {
        using var key = Key(action.Exchange.Request).Value;
        if (key?.Matches(action.Certificates[0]) != true)
        {
            return ApplyMessages.ChangedMeanwhile.At(directory + action.Exchange.Request.Places.Key);
        }

        byte[] certificates = [.. action.Certificates.SelectMany(c => c.ToPem())];
        if (!action.Exchange.Request.IsKubeconfig)
        {
            changes.Add(Creation.Change(action.Item, new NewFile(action.Item.KeyPath!, key.ToPem(), NewFile.Private)));
            changes.Add(Creation.Change(action.Item, new NewFile(action.Item.Path, certificates, NewFile.Public)));
            return null;
        }

        var keyPem = key.ToPem();
        var problem = action.Item is { Kubeconfig: not null, UserName: not null, PointsAt: null }
            ? action.Companions.Prepend(action.Item).Select(item => kubeconfigs.Edit(item, action.KeptAs(item), k => k.WithCredentials(item.UserName!, certificates, keyPem))).FirstOrDefault(p => p is not null)
            : AddKubeconfig(state, action, certificates, keyPem, changes);
        CryptographicOperations.ZeroMemory(keyPem);
        return problem;
    }

    /// <summary>One that is not there, or points at files, is written anew.</summary>
    private static Problem? AddKubeconfig(NodeState state, ImportAction action, byte[] certificates, byte[] keyPem, List<Change> changes)
    {
        if (action.Exchange.KubeconfigUser is not { } target)
        {
            return ObserveMessages.NoClientKey.At(action.Item.Path, "");
        }

        var trust = Creation.Trust(state)[action.Item.Entry.Issuer!];
        var content = KubeconfigComposer.Embedded(target.Cluster, target.Server, trust, target.User, certificates, keyPem);
        changes.Add(Creation.Change(action.Item, new NewFile(action.Item.Path, content, NewFile.Private)));
        return null;
    }

    private Exchange Read(RequestAction request)
    {
        using var key = Key(request).Value;
        var certificate = _exchange.Read(request.Places.Certificate);
        return new Exchange(
            request,
            key is null ? Key(request).Problem! : key.PublicKey,
            _exchange.Read(request.Places.Request).Then(f => SigningRequest.Read(f.Content, directory + request.Places.Request)) is var asked && asked.Succeeded ? asked : Told(asked.Problem!, request.Places.Request),
            certificate.Then(f => CertificateReader.ReadAll(f.Content, directory + request.Places.Certificate)),
            _exchange.Exists(request.Places.Certificate),
            Target(request));
    }

    /// <summary>With its place on this machine: paths of the exchange begin at its directory.</summary>
    private Problem Told(Problem problem, string place) => problem with { Where = directory + place };

    private Outcome<PrivateKey> Key(RequestAction request)
    {
        var (place, where) = (request.Places.Key, directory + request.Places.Key);
        var file = _exchange.Read(place);
        if (!file.Succeeded)
        {
            return Told(file.Problem, place);
        }

        var key = request.IsKubeconfig
            ? Kubernetes.Kubeconfig.Read(file.Value.Content, where).Then(k => k.User?.KeyData is { } data ? PrivateKey.Read(data, where) : ObserveMessages.NoClientKey.At(where, k.User?.Name ?? ""))
            : PrivateKey.Read(file.Value.Content, where);
        CryptographicOperations.ZeroMemory(file.Value.Content);
        return key;
    }

    private KubeconfigTarget? Target(RequestAction request)
        => request.IsKubeconfig && _exchange.Read(request.Places.Key).Then(f => Kubernetes.Kubeconfig.Read(f.Content, "")).Value is { User: { } user, Cluster: { Server: { } server } cluster }
            ? new KubeconfigTarget(user.Name, cluster.Name, server)
            : null;

    private Problem? Check(NodeState state, ImportAction action, Func<string, byte[]?> staged)
    {
        var content = staged(action.Item.Path);
        var pem = action.Exchange.Request.IsKubeconfig ? Kubernetes.Kubeconfig.Read(content, action.Item.Path).Value?.User?.CertificateData : content;
        var read = CertificateReader.ReadAll(pem, action.Item.Path);
        return !read.Succeeded ? read.Problem
            : !read.Value[0].Equals(action.Certificates[0]) ? ApplyMessages.ChangedMeanwhile.At(action.Item.Path)
            : ChainVerifier.Verify(read.Value[0], new VerificationRequest(state.Find(action.Item.Entry.Issuer!)!.Certificates, read.Value, clock.GetUtcNow(), Oids.AnyExtendedKeyUsage) { Kubernetes = state.Kubernetes }, action.Item.Path);
    }
}
