namespace KubePki.Kubernetes;

/// <summary>Values of command-line flags as Go programs read them.</summary>
internal static class GoFlags
{
    private static readonly string[] Yes = ["1", "t", "T", "TRUE", "true", "True"];
    private static readonly string[] No = ["0", "f", "F", "FALSE", "false", "False"];

    /// <summary>
    /// Boolean flags of the control plane's components and the kubelet. Without a value they are true, and they never take the next word as
    /// their value.
    /// </summary>
    private static readonly HashSet<string> Booleans =
    [
        .. ("allocate-node-cidrs allow-privileged alsologtostderr anonymous-auth authentication-token-webhook auto-tls client-cert-auth "
            + "contention-profiling "
            + "enable-aggregator-routing enable-bootstrap-token-auth enable-debugging-handlers enable-garbage-collector enable-server "
            + "enable-v2 "
            + "experimental-initial-corrupt-check fail-swap-on force-new-cluster leader-elect logtostderr peer-auto-tls "
            + "peer-client-cert-auth pre-vote profiling "
            + "protect-kernel-defaults register-node rotate-certificates rotate-server-certificates "
            + "service-account-extend-token-expiration "
            + "service-account-lookup strict-reconfig-check use-service-account-credentials watch-cache").Split(' '),
    ];

    /// <summary>
    /// The value of a boolean flag (Go's strconv.ParseBool); null for an invalid value, with which the program exits, and for a missing
    /// value.
    /// </summary>
    internal static bool? Truth(string? value) => Yes.Contains(value) ? true : No.Contains(value) ? false : null;

    /// <summary>Whether a flag is boolean, so that the next word is not its value.</summary>
    internal static bool IsBoolean(string name) => Booleans.Contains(name);

    /// <summary>
    /// Flags as the components' flag library reads them: <c>--name=value</c>, <c>--name value</c>, and <c>--name</c> alone; underscores
    /// count as dashes. A boolean flag does not take the next word.
    /// </summary>
    internal static Dictionary<string, List<string>> Read(IReadOnlyList<string> command)
    {
        var flags = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 0; i < command.Count && command[i] != "--"; i++)
        {
            if (!command[i].StartsWith('-'))
            {
                continue;
            }

            var word = command[i].TrimStart('-');
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = (equals >= 0 ? word[..equals] : word).Replace('_', '-');
            var value = equals >= 0 ? word[(equals + 1)..]
                : !IsBoolean(name) && i + 1 < command.Count && !command[i + 1].StartsWith('-') ? command[++i] : "true";
            (flags.TryGetValue(name, out var values) ? values : flags[name] = []).Add(value);
        }

        return flags;
    }
}
