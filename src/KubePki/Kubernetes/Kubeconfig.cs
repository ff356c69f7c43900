using KubePki.Localization;
using YamlDotNet.RepresentationModel;

namespace KubePki.Kubernetes;

/// <summary>
/// A kubeconfig (Kubernetes documentation, "Organizing Cluster Access Using kubeconfig Files"): its required parts, and its text, which
/// <see cref="WithCredentials(string, byte[], byte[])"/> and <see cref="WithAuthorities"/> edit in place.
/// </summary>
internal sealed class Kubeconfig
{
    private static readonly string[] OtherCredentials = ["token", "tokenFile", "exec", "auth-provider", "username"];
    private readonly YamlText _yaml;
    private readonly string _where;

    /// <summary>Indexed by name, because a user may fill a kubeconfig with thousands of entries.</summary>
    private readonly Lazy<Dictionary<string, KubeconfigUser>> _users;
    private readonly Lazy<Dictionary<string, KubeconfigCluster>> _clusters;
    private readonly Lazy<Dictionary<string, KubeconfigContext>> _ofUsers;
    private readonly Lazy<IReadOnlySet<string>> _editable;

    private Kubeconfig(YamlText yaml, string where)
    {
        _yaml = yaml;
        _where = where;
        var root = yaml.Documents[0];
        CurrentContext = root.Scalar("current-context");
        Warnings = yaml.Warnings(where);
        Contexts =
        [
            .. root.List("contexts")
                .Select(c => new KubeconfigContext(
                    c.Scalar("name") ?? "", c.Field("context").Scalar("cluster"), c.Field("context").Scalar("user"))),
        ];
        Context = Contexts.FirstOrDefault(c => c.Name == CurrentContext);
        _users = new(() => Named(Users, u => u.Name));
        _clusters = new(() => Named(Clusters, c => c.Name));
        _editable = new(() => KubeconfigEdit.Editable(yaml, _users!.Value.Keys));
        _ofUsers = new(() => Named(Contexts.Where(c => c.User is not null), c => c.User!));
    }

    /// <summary>The clusters, in order.</summary>
    public IReadOnlyList<KubeconfigCluster> Clusters { get; private set; } = [];

    /// <summary>The users, in order.</summary>
    public IReadOnlyList<KubeconfigUser> Users { get; private set; } = [];

    /// <summary>The contexts, in order.</summary>
    public IReadOnlyList<KubeconfigContext> Contexts { get; }

    /// <summary>Duplicate keys: client-go uses the last one.</summary>
    public IReadOnlyList<Problem> Warnings { get; }

    /// <summary>
    /// Why components do not start with this kubeconfig, although it is readable: client-go rejects a field of another type and base64 with
    /// blanks in it, and without a current-context it has no server.
    /// </summary>
    public Problem? Refusal { get; private init; }

    /// <summary>Name of the current context, or null.</summary>
    public string? CurrentContext { get; }

    /// <summary>The user of the current context; without a current context the only user, if there is exactly one; else null.</summary>
    public KubeconfigUser? User => CurrentContext is null
        ? Users is [var only] ? only : null
        : FindUser(Context?.User);

    /// <summary>
    /// The cluster of the current context; without a current context the only cluster, if there is exactly one; else null.
    /// </summary>
    public KubeconfigCluster? Cluster => CurrentContext is null
        ? Clusters is [var only] ? only : null
        : FindCluster(Context?.Cluster);

    /// <summary>Whether its current context has no user: requests with it are anonymous.</summary>
    public bool IsAnonymous => Context is { User: null };

    /// <summary>Why <see cref="User"/> is null; null if it is not.</summary>
    public Problem? CurrentUserProblem => User is not null ? null
        : CurrentContext is null ? KubernetesMessages.NoCurrentContext.At(_where, Users.Count.ToString())
        : Context is null ? KubernetesMessages.ContextNotFound.At(_where, CurrentContext)
        : Context.User is null ? KubernetesMessages.NoUser.At(_where, CurrentContext)
        : KubernetesMessages.UserNotFound.At(_where, Context.User);

    private KubeconfigContext? Context { get; }

    /// <summary>The first user of that name, or null.</summary>
    public KubeconfigUser? FindUser(string? name) => name is null ? null : _users.Value.GetValueOrDefault(name);

    /// <summary>The first cluster of that name, or null.</summary>
    public KubeconfigCluster? FindCluster(string? name) => name is null ? null : _clusters.Value.GetValueOrDefault(name);

    /// <summary>The cluster of the first context of a user, or null.</summary>
    public KubeconfigCluster? ClusterOf(string user) => FindCluster(_ofUsers.Value.GetValueOrDefault(user)?.Cluster);

    /// <summary>Reads a kubeconfig in YAML or JSON. <paramref name="where"/> is the place in problems.</summary>
    public static Outcome<Kubeconfig> Read(ReadOnlySpan<byte> content, string where)
        => YamlText.Read(content, where, "kubeconfig").Then(yaml => ReadNodes(yaml, where));

    /// <summary>
    /// The file with only that user's client-certificate-data and client-key-data replaced: every other byte (comments, order, unknown
    /// fields, other users) stays the same.
    /// </summary>
    public Outcome<byte[]> WithCredentials(string userName, byte[] certificatePem, byte[] keyPem)
        => WithCredentials([userName], certificatePem, keyPem);

    /// <summary>Same as <see cref="WithCredentials(string, byte[], byte[])"/>, for several users in one edit.</summary>
    public Outcome<byte[]> WithCredentials(IReadOnlyList<string> userNames, byte[] certificatePem, byte[] keyPem)
        => KubeconfigEdit.ReplaceCredentials(_yaml, userNames, certificatePem, keyPem, _where);

    /// <summary>The file with only that cluster's certificate-authority-data replaced.</summary>
    public Outcome<byte[]> WithAuthorities(string clusterName, byte[] certificatesPem)
        => KubeconfigEdit.ReplaceAuthorities(_yaml, clusterName, certificatesPem, _where);

    /// <summary>
    /// The path of a file that it names: a relative path starts in the directory of the kubeconfig (client-go clientcmd.ResolveLocalPaths).
    /// </summary>
    public string PathOf(string named) => named.StartsWith('/') ? named : $"{Path.GetDirectoryName(_where)}/{named}";

    /// <summary>
    /// Why <see cref="WithCredentials(string, byte[], byte[])"/> cannot replace that user's credentials, regardless of the new ones; null
    /// if it can.
    /// </summary>
    public Problem? EditProblem(string userName)
        => _editable.Value.Contains(userName) ? null : KubernetesMessages.CannotEdit.At(_where, userName);

    /// <summary>Among entries with the same name, the first counts.</summary>
    private static Dictionary<string, T> Named<T>(IEnumerable<T> entries, Func<T, string> name)
        => entries.DistinctBy(name).ToDictionary(name, StringComparer.Ordinal);

    private static Outcome<Kubeconfig> ReadNodes(YamlText yaml, string where)
    {
        var root = yaml.Documents[0];
        if (root.Scalar("kind") is not (null or "Config") || (root.Field("clusters") is null && root.Field("users") is null))
        {
            return KubernetesMessages.WrongKind.At(where, "kubeconfig");
        }

        var problems = new List<Problem>();
        var clusters = root.List("clusters").Select(c => ReadCluster(c, where, problems)).ToList();
        var users = root.List("users").Select(u => ReadUser(u, where, problems)).ToList();
        return problems.Count > 0
            ? problems[0]
            : new Kubeconfig(yaml, where) { Clusters = clusters, Users = users, Refusal = RefusalOf(root, where) };
    }

    private static Problem? RefusalOf(YamlMappingNode root, string where)
        => KubeconfigFields.Fields.Problems(root, where) is [var first, ..] ? first
            : KubeconfigFields.WithBlanks(root) is { } blank ? KubernetesMessages.Base64WithBlanks.At(where, blank.Line, blank.Field)
            : root.Scalar("current-context") is null ? KubernetesMessages.NoContext.At(where)
            : null;

    private static KubeconfigCluster ReadCluster(YamlNode node, string where, List<Problem> problems)
    {
        var name = node.Scalar("name") ?? "";
        var cluster = node.Field("cluster");
        return new KubeconfigCluster(
            name,
            cluster.Scalar("server"),
            Base64(cluster, "certificate-authority-data", name, where, problems),
            cluster.Scalar("certificate-authority"));
    }

    private static KubeconfigUser ReadUser(YamlNode node, string where, List<Problem> problems)
    {
        var name = node.Scalar("name") ?? "";
        var user = node.Field("user");
        return new KubeconfigUser(
            name,
            Base64(user, "client-certificate-data", name, where, problems),
            Base64(user, "client-key-data", name, where, problems),
            user.Scalar("client-certificate"),
            user.Scalar("client-key"),
            OtherCredentials.Any(field => user.Field(field) is not null))
        {
            Token = user.Scalar("token"),
            TokenFile = user.Scalar("tokenFile"),
            UserName = user.Scalar("username"),
            Password = user.Scalar("password"),
            HasCommand = user.Field("exec") is not null || user.Field("auth-provider") is not null,
        };
    }

    private static byte[]? Base64(YamlNode? node, string field, string owner, string where, List<Problem> problems)
    {
        if (node.Scalar(field) is not { } text)
        {
            return null;
        }

        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var count))
        {
            return bytes[..count];
        }

        problems.Add(KubernetesMessages.BadBase64.At(where, owner, field));
        return null;
    }
}
