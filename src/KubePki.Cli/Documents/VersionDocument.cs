namespace KubePki.Cli.Documents;

/// <summary>The version of kubepki: <c>kubepki version</c>.</summary>
internal sealed record VersionDocument : Document
{
    public override string Kind => "Version";

    /// <summary>The version and, after a plus sign, the commit it was built from, if it is known.</summary>
    public required string Version { get; init; }
}
