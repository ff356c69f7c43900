using System.Text;
using KubePki.Kubernetes;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

/// <summary>The component's container among several, and its command line.</summary>
public sealed class PodContainerTests
{
    [Theory]
    [InlineData("[{name: helper, command: [h, --x=no]}, {name: kube-apiserver, command: [kube-apiserver, --x=yes]}]")]
    [InlineData("[{name: helper, command: [h, --x=no]}, {name: main, command: [/usr/local/bin/kube-apiserver, --x=yes]}]")]
    [InlineData("[{name: helper, command: [h, --x=no]}, {name: main, command: [/hyperkube, kube-apiserver, --x=yes]}]")]
    [InlineData("[{name: a, args: [--x=yes]}]")]
    public void A_sidecar_is_not_the_component(string containers)
    {
        Assert.Equal("yes", Pod(containers).Must().Flag("x"));
        Assert.Equal("yes", Pod(containers, "{}").Must().Flag("x"));
    }

    /// <summary>Variables that reference each other grow with each line: 30 lines would expand to 10^30 characters.</summary>
    [Fact]
    public void What_variables_stand_for_has_a_bound()
    {
        var variables = Enumerable.Range(1, 30)
            .Select(i => $"{{name: V{i}, value: '{string.Concat(Enumerable.Repeat($"$(V{i - 1})", 10))}'}}")
            .Prepend("{name: V0, value: aaaaaaaaaa}");
        var flag = Pod(
            $"[{{name: kube-apiserver, env: [{string.Join(", ", variables)}], command: [kube-apiserver, '--y=$(V30)']}}]").Must();
        Assert.True(StaticPod.IsUnknown(flag.Flag("y")!));
    }

    [Fact]
    public void A_reference_that_is_not_closed_is_looked_for_once()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var text = string.Concat(Enumerable.Repeat("$(", 500_000));
        Assert.Equal(text, VariableReferences.Expand(text, new ProgramVariables(new Dictionary<string, string?>())));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Without_a_label_the_program_says_which_component_it_is()
        => Assert.Equal(
            "kube-apiserver",
            Pod("[{name: helper, command: [h]}, {name: main, command: [kube-apiserver, --x=yes]}]", "{}").Must().Component);

    [Theory]
    [InlineData("exec kube-apiserver --x=yes 1>>/var/log/a.log 2>&1")]
    [InlineData("kube-apiserver --x=yes")]
    [InlineData("/usr/bin/kube-apiserver '--x=yes' --y=\\\"q\\\" | tee log")]
    [InlineData("set -e; A=b; sleep 1 && exec /usr/local/bin/kube-apiserver --y=1 --x yes # --x=no")]
    [InlineData("exec kube-apiserver --x=$VALUE")]
    [InlineData("exec kube-apiserver --x=${VALUE} >log --y")]
    [InlineData("exec kube-apiserver \\\\\\n  --x=\\\"$VALUE\\\"\\nsleep --x=no")]
    public void A_shells_script_is_read_where_it_is_plain(string script)
        => Assert.Equal(
            "yes",
            Pod($"[{{name: kube-apiserver, env: [{{name: VALUE, value: 'yes'}}], command: [/bin/sh, -c, \"{script}\"]}}]").Must()
                .Flag("x"));

    [Theory]
    [InlineData("command: [/bin/sh, -c, 'start-server --x=yes']")]
    [InlineData("command: [/bin/sh, -ec, '. /etc/start; $PROGRAM --x=yes']")]
    [InlineData("command: [/start.sh]")]
    [InlineData("tty: true")]
    public void Flags_that_cannot_be_read_are_said_to_be_unreadable(string container)
        => StaticPod.Read(
            Encoding.UTF8.GetBytes(
                $"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers: [{{name: kube-apiserver, image: x, "
                    + $"{container}}}]\n"),
            "m")
            .Fails(KubernetesMessages.CommandUnreadable);

    [Theory]
    [InlineData("$(A)", "1")]
    [InlineData("$(B)/x", "1-2/x")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$(GONE)", "$(GONE)")]
    [InlineData("a$b", "a$b")]
    [InlineData("$(A", "$(A")]
    public void Variables_of_the_container_are_put_in(string written, string value)
        => Assert.Equal(
            value,
            Pod($"[{{name: kube-apiserver, env: [{{name: A, value: '1'}}, {{name: B, value: '$(A)-2'}}], command: [kube-apiserver, "
                + $"'--x={written}']}}]")
                .Must()
                .Flag("x"));

    [Fact]
    public void What_only_the_running_container_knows_is_a_warning()
    {
        var pod = Pod(
            "[{name: kube-apiserver, env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}], command: [kube-apiserver, "
                + "--x=$(A)]}]")
            .Must();
        Assert.True(StaticPod.IsUnknown(pod.Flag("x")!));
        Assert.Single(pod.Warnings).IsOf(KubernetesMessages.FlagUnreadable);
    }

    [Fact]
    public void Etcd_reads_flags_from_its_environment_too()
    {
        var pod = Pod(
            "[{name: etcd, env: [{name: ETCD_CERT_FILE, value: /a.crt}, {name: ETCD_NAME, value: a}], command: [etcd, --name=b]}]",
            "{component: etcd}")
            .Must();
        Assert.Equal(("/a.crt", "b"), (pod.Flag("cert-file"), pod.Flag("name")));
    }

    [Theory]
    [InlineData("subPath: a/pki", "/data/a/pki/ca.crt")]
    [InlineData("subPathExpr: $(A)/pki", "/data/1/pki/ca.crt")]
    [InlineData("subPath: ''", "/data/ca.crt")]
    public void A_sub_path_belongs_to_the_path(string mount, string path)
    {
        var pod = StaticPod.Read(
            Encoding.UTF8.GetBytes(
                $"kind: Pod\nspec:\n  containers: [{{name: etcd, env: [{{name: A, value: '1'}}], command: [etcd, --x], volumeMounts: "
                    + $"[{{name: v, mountPath: /pki, {mount}}}]}}]\n  volumes: [{{name: v, hostPath: {{path: /data}}}}]\n"),
            "m")
            .Must();
        Assert.Equal(path, pod.OnHost("/pki/ca.crt"));
    }

    [Theory]
    [InlineData("--client-cert-auth", true)]
    [InlineData("--client-cert-auth=1", true)]
    [InlineData("--client-cert-auth=T", true)]
    [InlineData("--client-cert-auth=True", true)]
    [InlineData("--client-cert-auth=f", false)]
    [InlineData("--client-cert-auth=False", false)]
    [InlineData("--client-cert-auth=0", false)]
    [InlineData("--client-cert-auth=yes", null)]
    [InlineData("--client-cert-auth=tRUE", null)]
    [InlineData("--client-cert-auth=", null)]
    [InlineData("--other", null)]
    public void Flags_are_true_as_go_reads_them(string flag, bool? truth)
    {
        var pod = Pod($"[{{name: etcd, command: [etcd, '{flag}', 'false']}}]", "{component: etcd}").Must();
        Assert.Equal(truth, pod.Truth("client-cert-auth"));
        Assert.Equal(truth is null && flag.Contains("cert", StringComparison.Ordinal) ? 1 : 0, pod.InvalidBooleanFlags.Count());
    }

    private static Outcome<StaticPod> Pod(string containers, string labels = "{component: kube-apiserver}")
        => StaticPod.Read(Encoding.UTF8.GetBytes($"kind: Pod\nmetadata: {{labels: {labels}}}\nspec:\n  containers: {containers}\n"), "m");
}
