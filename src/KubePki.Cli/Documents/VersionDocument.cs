namespace KubePki.Cli.Documents;

/// <summary>Which kubepki this is: <c>kubepki version</c>.</summary>
internal sealed record VersionDocument : Document
{
    public override string Kind => "Version";

    /// <summary>The version and, after a plus sign, the commit it was built from where that is known.</summary>
    public required string Version { get; init; }
}
