namespace KubePki.Conformance.Verifier;

/// <summary>A version of Go for the comparison with kubepki's verifier.</summary>
/// <param name="Program">goverify, built with this version.</param>
/// <param name="Kubernetes">A minor version (1.x) of Kubernetes that is built with this version.</param>
internal sealed record GoVersion(string Program, int Kubernetes)
{
    /// <summary>The versions by name: the distribution's, with which the lab's components are built, and the newest.</summary>
    public static GoVersion Named(string name)
        => name == "1.19" ? new GoVersion(Peers.GoVerify, 26) : new GoVersion(Peers.NewestGoVerify, 36);

    /// <summary>The version that the program reports.</summary>
    public string Version => Programs.Run(Program, "version").Expect().Output.Trim();
}
