using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Cli.Results;
using KubePki.Judge;
using KubePki.Judge.Connections;

namespace KubePki.Cli.Documents;

/// <summary>The keywords of documents: the same in every language, and part of the contract.</summary>
internal static class Words
{
    /// <summary>The outcomes of a <see cref="ResultDocument"/>.</summary>
    public const string Done = "done", NothingToDo = "nothingToDo", Planned = "planned", Failed = "failed", HalfWay = "halfWay",
    Usage = "usage";

    /// <summary>The outcome for an exit code.</summary>
    public static string Outcome(int exitCode) => exitCode switch
    {
        ExitCode.HalfWay => HalfWay,
        ExitCode.Usage => Usage,
        ExitCode.Failed => Failed,
        _ => Done,
    };

    public static string State(EntryStatus standing) => standing switch
    {
        EntryStatus.Expiring => "expiring",
        EntryStatus.Expired => "expired",
        EntryStatus.NotYetValid => "notYetValid",
        EntryStatus.Missing => "missing",
        EntryStatus.Unreadable => "unreadable",
        EntryStatus.Unknown => "unknown",
        _ => "ok",
    };

    public static string Stage(TransactionStage stage) => stage switch
    {
        TransactionStage.Begun => "begun",
        TransactionStage.Staging => "staging",
        TransactionStage.Committing => "committing",
        TransactionStage.Committed => "committed",
        TransactionStage.Activated => "activated",
        TransactionStage.RolledBack => "rolledBack",
        _ => "unreadable",
    };

    public static string Kind(EntryKind kind) => kind switch
    {
        EntryKind.CertificateAuthority => "ca",
        EntryKind.Kubeconfig => "kubeconfig",
        EntryKind.ServiceAccountKey => "serviceAccountKey",
        EntryKind.KubeletCertificate => "kubeletCertificate",
        EntryKind.CredentialFile => "credentialFile",
        EntryKind.TrustedAuthority => "trustedCa",
        _ => "certificate",
    };

    /// <summary>The keyword for a severity in documents and metrics.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "unknown",
    };

    public static string Of(ConnectionState state) => state switch
    {
        ConnectionState.Holds => "holds",
        ConnectionState.Fails => "fails",
        _ => "unknown",
    };

    /// <summary>The name of an enum value in the format of a field name.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
