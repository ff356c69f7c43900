namespace KubePki.Cli.Documents;

/// <summary>The version of kubepki: <c>kubepki version</c>.</summary>
internal sealed record VersionDocument : Document
{
    public override string Kind => "Version";

    /// <summary>The version and, after a plus sign, the commit it was built from, if it is known.</summary>
    public required string Version { get; init; }

    /// <summary>The commit it was built from, in full; <c>unknown</c> where the build did not know it.</summary>
    public required string Commit { get; init; }

    /// <summary>When that commit was made, in UTC (RFC 3339); <c>unknown</c> where the build did not know it.</summary>
    public required string SourceDate { get; init; }

    /// <summary>The version of OpenSSL that it uses.</summary>
    public required string Openssl { get; init; }

    /// <summary>The version of the .NET runtime that is compiled in.</summary>
    public required string Dotnet { get; init; }

    /// <summary>The processor it was built for.</summary>
    [OneOf("amd64", "arm64")]
    public required string Architecture { get; init; }
}
