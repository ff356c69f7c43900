namespace KubePki.Activate.Turn;

/// <summary>A kubeadm that changes this node.</summary>
/// <param name="Id">Its process ID.</param>
/// <param name="Verb">What it does: its first subcommand.</param>
internal sealed record KubeadmProcess(string Id, string Verb)
{
    /// <summary>The subcommands that write files or restart components.</summary>
    private static readonly string[] Verbs = ["init", "join", "reset", "upgrade", "certs", "alpha", "kubeconfig"];

    /// <summary>
    /// A kubeadm that root or the acting user started; null if none runs. That of another user does not count: it cannot change the node,
    /// and must not stop renewals.
    /// </summary>
    public static KubeadmProcess? Find(Func<string, string> read, IEnumerable<string> processes)
        => processes.Select(id => Of(id, read($"/proc/{id}/cmdline").Split('\0'))).OfType<KubeadmProcess>()
            .FirstOrDefault(p => ProcessTrust.Of(read, p.Id));

    /// <summary>A kubeadm on this machine; null if none runs.</summary>
    public static KubeadmProcess? Find() => Find(
        Text, Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)!).Where(name => char.IsAsciiDigit(name[0])));

    private static KubeadmProcess? Of(string id, string[] words)
        => Path.GetFileName(words[0]) == "kubeadm" && words.Skip(1).FirstOrDefault(w => Verbs.Contains(w)) is { } verb
            ? new KubeadmProcess(id, verb)
            : null;

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
