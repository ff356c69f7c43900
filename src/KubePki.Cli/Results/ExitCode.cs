using KubePki.Fleet;
using KubePki.Operations;

namespace KubePki.Cli.Results;

/// <summary>The exit codes for scripts.</summary>
internal static class ExitCode
{
    /// <summary>The exit codes from the most to the least severe: operator action needed, failed, wrong usage, findings, done.</summary>
    private static readonly int[] Severity = [HalfWay, Failed, Usage, Findings, Done];

    /// <summary>Done, or nothing to do.</summary>
    public const int Done = 0;

    /// <summary>Failed; the changes were rolled back.</summary>
    public const int Failed = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 2;

    /// <summary>There are findings: something expired, expires soon or is broken.</summary>
    public const int Findings = 3;

    /// <summary>Stopped half-way: the operator must act; the message says what to run.</summary>
    public const int HalfWay = 4;

    /// <summary>The exit code for the activation after a change; done if nothing was activated.</summary>
    public static int Of(ChangeActivation? activated) => activated?.End switch
    {
        ActivationSummary.RolledBack => Failed,
        ActivationSummary.HalfWay => HalfWay,
        _ => Done,
    };

    /// <summary>
    /// The exit code for a node's result: a node without an answer has failed; one that could not be compared is a finding.
    /// </summary>
    public static int Of(NodeResult result)
        => result.Answer is null ? Failed : result.NotCompared is null ? result.Answer.Exit : Worst([result.Answer.Exit, Findings]);

    /// <summary>The most severe of several exit codes.</summary>
    public static int Worst(IEnumerable<int> codes)
    {
        var all = codes.ToList();
        return Severity.FirstOrDefault(all.Contains, all.Count == 0 ? Done : Failed);
    }
}
