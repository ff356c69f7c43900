using KubePki.Fleet;
using KubePki.Operations;

namespace KubePki.Cli.Results;

/// <summary>What scripts go by.</summary>
internal static class ExitCode
{
    /// <summary>The worst first: what needs a person, what failed, what was called wrongly, what was found.</summary>
    private static readonly int[] Severity = [HalfWay, Failed, Usage, Findings, Done];

    /// <summary>Done, or nothing to do.</summary>
    public const int Done = 0;

    /// <summary>Failed; what was changed has been put back.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>There are findings: something expired, ends soon or is broken.</summary>
    public const int Findings = 3;

    /// <summary>Stopped half-way: a person has to look; the message says what to run.</summary>
    public const int HalfWay = 4;

    /// <summary>What the activation after a change means; done where nothing was activated.</summary>
    public static int Of(Activated? activated) => activated?.End switch
    {
        ActivationEnd.TakenBack => Failed,
        ActivationEnd.HalfWay => HalfWay,
        _ => Done,
    };

    /// <summary>What a node's result means: one that gave no answer has failed; one that could not be compared is a finding.</summary>
    public static int Of(NodeResult result)
        => result.Answer is null ? Failed : result.NotCompared is null ? result.Answer.Exit : Worst([result.Answer.Exit, Findings]);

    /// <summary>The exit code for all of several results: the worst.</summary>
    public static int Worst(IEnumerable<int> codes)
    {
        var all = codes.ToList();
        return Severity.FirstOrDefault(all.Contains, all.Count == 0 ? Done : Failed);
    }
}
