namespace KubePki.Conformance.Verifier;

/// <summary>A version of Go that kubepki's verifier is compared with.</summary>
/// <param name="Program">goverify, built with it.</param>
/// <param name="Kubernetes">A minor version (1.x) of Kubernetes that is built with it.</param>
internal sealed record GoVersion(string Program, int Kubernetes)
{
    /// <summary>The versions by name: the distribution's, which the lab's components are built with, and the newest.</summary>
    public static GoVersion Named(string name) => name == "1.19" ? new GoVersion(Peers.GoVerify, 26) : new GoVersion(Peers.NewestGoVerify, 36);

    /// <summary>What it calls itself.</summary>
    public string Version => Programs.Run(Program, "version").Expect().Output.Trim();
}
