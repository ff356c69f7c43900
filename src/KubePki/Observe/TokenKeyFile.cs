using KubePki.Catalogue;
using KubePki.Files;

namespace KubePki.Observe;

/// <summary>A file whose key signs or verifies service account tokens.</summary>
/// <param name="Setting">The component and the flag that names it: <c>kube-apiserver --service-account-key-file</c>.</param>
/// <param name="Path">Its path on the host, as the flag names it.</param>
/// <param name="RealPath">The path after symbolic links; the path itself if the links lead nowhere.</param>
internal sealed record TokenKeyFile(string Setting, string Path, string RealPath)
{
    private const string Verifies = "service-account-key-file";

    private static readonly (string Component, string Flag)[] Flags =
    [
        (Components.ApiServer, Verifies), (Components.ApiServer, "service-account-signing-key-file"),
        (Components.ControllerManager, "service-account-private-key-file"),
    ];

    /// <summary>The files that the flags of a node's components name.</summary>
    internal static IReadOnlyList<TokenKeyFile> Read(NodeRoot root, NodeLayout layout) => [.. Flags
        .SelectMany(f => Named(layout, f.Component, f.Flag))
        .Concat(Fallback(layout))
        .Select(f => new TokenKeyFile(f.Setting, f.Path, root.Resolve(f.Path).Value ?? f.Path))];

    /// <summary>
    /// Without a token key the API server verifies tokens with its TLS key (kube-apiserver options, completeServiceAccountOptions), unless
    /// an external signer provides the keys.
    /// </summary>
    private static IEnumerable<(string Setting, string Path)> Fallback(NodeLayout layout)
        => Named(layout, Components.ApiServer, Verifies).Any()
            || Named(layout, Components.ApiServer, "service-account-signing-endpoint").Any()
            ? []
            : Named(layout, Components.ApiServer, "tls-private-key-file");

    private static IEnumerable<(string Setting, string Path)> Named(NodeLayout layout, string component, string flag)
        => layout.Pod(component) is { } pod
            ? pod.AllValues(flag).Where(v => v.Length > 0).Select(v => ($"{component} --{flag}", pod.OnHost(v)))
            : [];
}
