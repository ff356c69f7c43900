using System.Text;
using KubePki.Kubernetes;

namespace KubePki.Faults.Fuzz;

/// <summary>
/// Parses the definitions of services (units, variable files, scripts) and access lists of files, and checks the results.
/// </summary>
internal static class ServiceTargets
{
    /// <summary>A unit, with its own text as a variable file.</summary>
    public static void Unit(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var unit = new SystemdUnit().Append(text).Append("[Service]\nEnvironment=A=${B}${B} B=a\n");
        _ = unit.EnvironmentFiles.Count;
        if (unit.Command([text, "B=b"]) is { } words)
        {
            Targets.Insist(
                words.Sum(w => (long)w.Length) <= text.Length + (long)ProgramVariables.MostCharacters + (
                    VariableReferences.Unknown.Length * (long)text.Length));
            _ = GoFlags.Read(words).Count;
        }
    }

    /// <summary>A variable file as systemd, the kubelet's packages and etcd's packages read it.</summary>
    public static void EnvironmentFile(byte[] bytes)
    {
        Targets.Insist(Kubernetes.EnvironmentFile.Read(Encoding.UTF8.GetString(bytes)).All(v => v.Name.Length > 0));
        _ = KubeletFlags.Read(bytes).Count;
        _ = EtcdEnvironment.Read(bytes, "etcd")?.Flag("cert-file");
    }

    /// <summary>A script that runs a component, with a variable of 1000 characters.</summary>
    public static void Script(byte[] bytes)
    {
        var variables = new ProgramVariables(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["A"] = new string('a', 1000), ["B"] = null });
        var text = Encoding.UTF8.GetString(bytes);
        _ = ShellCommand.Find(text, program => program == "kube-apiserver", variables)?.Count;
        _ = VariableReferences.Expand(text, variables).Length;
    }

    public static void AccessList(byte[] bytes)
    {
        if (Files.AccessList.Read(bytes) is { } list)
        {
            _ = list.Others(0).Count;
            _ = list.ModeOf(UnixFileMode.None);
        }
    }
}
