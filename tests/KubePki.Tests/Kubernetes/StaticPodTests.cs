using System.Text;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

public sealed class StaticPodTests
{
    private const string Manifest = """
        apiVersion: v1
        kind: Pod
        metadata:
          labels: {component: kube-apiserver, tier: control-plane}
          name: kube-apiserver
        spec:
          containers:
          - name: main
            image: registry.example:5000/kube-apiserver:v1.20.2
            command:
            - kube-apiserver
            - --client-ca-file=/pki/ca.crt
            - --tls-cert-file
            - /pki/apiserver.crt
            - -v=2
            - --enable-swagger-ui
            - --service-account-key-file=/pki/sa.pub
            - --service-account-key-file=/other/sa.pub
            - --token_auth_file=/tokens/t.csv
            args: ["--empty=", "--last"]
            volumeMounts:
            - {mountPath: /pki, name: certs}
            - {mountPath: /pki/inner/, name: inner}
            - {mountPath: /elsewhere, name: config}
            - {mountPath: /host, name: all}
          volumes:
          - {name: certs, hostPath: {path: /srv/kubernetes/pki/}}
          - {name: inner, hostPath: {path: /srv/inner}}
          - {name: config, configMap: {name: x}}
          - {name: all, hostPath: {path: /}}
        """;

    private static readonly StaticPod Pod = StaticPod.Read(Encoding.UTF8.GetBytes(Manifest), "m").Must();

    [Theory]
    [InlineData("client-ca-file", "/pki/ca.crt")]
    [InlineData("tls-cert-file", "/pki/apiserver.crt")]
    [InlineData("v", "2")]
    [InlineData("enable-swagger-ui", "true")]
    [InlineData("service-account-key-file", "/other/sa.pub")]
    [InlineData("token-auth-file", "/tokens/t.csv")]
    [InlineData("empty", "")]
    [InlineData("last", "true")]
    [InlineData("not-given", null)]
    public void Flags_are_read_as_the_components_read_them(string flag, string? value) => Assert.Equal(value, Pod.Flag(flag));

    [Fact]
    public void A_repeated_flag_keeps_every_value()
        => Assert.Equal(["/pki/sa.pub", "/other/sa.pub"], Pod.AllValues("service-account-key-file"));

    [Theory]
    [InlineData("/pki/ca.crt", "/srv/kubernetes/pki/ca.crt")]
    [InlineData("/pki", "/srv/kubernetes/pki")]
    [InlineData("/pki/inner/x", "/srv/inner/x")]
    [InlineData("/pkix/ca.crt", "/pkix/ca.crt")]
    [InlineData("/elsewhere/x", "/elsewhere/x")]
    [InlineData("/host/etc/x", "/etc/x")]
    [InlineData("/host", "/")]
    [InlineData("/unmounted", "/unmounted")]
    public void A_path_of_the_container_is_found_on_the_host(string inside, string outside) => Assert.Equal(outside, Pod.OnHost(inside));

    [Theory]
    [InlineData("registry.example:5000/kube-apiserver:v1.20.2", "v1.20.2")]
    [InlineData("registry.example:5000/kube-apiserver", null)]
    [InlineData("kube-apiserver@sha256:00", null)]
    [InlineData("kube-apiserver:v1@sha256:00", null)]
    [InlineData("", null)]
    public void The_version_is_the_images_tag(string image, string? version)
    => Assert.Equal(version, new StaticPod("x", image, []).Version);

    [Fact]
    public void Component_and_json()
    {
        Assert.Equal("kube-apiserver", Pod.Component);
        var json = StaticPod.Read(
            """{"kind":"Pod","spec":{"containers":[{"name":"etcd","image":"etcd:3.4","command":["etcd","--cert-file=/x"]}]}}"""u8, "m")
            .Must();
        Assert.Equal(("etcd", "/x"), (json.Component, json.Flag("cert-file")));
    }

    /// <summary>The kubelet decodes each entry into a Go string: a value that is not a JSON string fails the whole manifest.</summary>
    [Theory]
    [InlineData("- --oidc-username-prefix=sso:", true)]
    [InlineData("- --a: b", true)]
    [InlineData("- [--a]", true)]
    [InlineData("- 2", true)]
    [InlineData("- -1.5e3", true)]
    [InlineData("- true", true)]
    [InlineData("- yes", true)]
    [InlineData("- n", true)]
    [InlineData("- 0o17", true)]
    [InlineData("- 1_000", true)]
    [InlineData("- 08", true)]
    [InlineData("- 1:30", false)]
    [InlineData("- 2020-01-01", false)]
    [InlineData("- '--oidc-username-prefix=sso:'", false)]
    [InlineData("- --oidc-username-prefix=sso:x", false)]
    [InlineData("- '2'", false)]
    [InlineData("- !!str 2", false)]
    [InlineData("- 10.0.0.1", false)]
    [InlineData("- Infinity", false)]
    [InlineData("- --e", false)]
    [InlineData("-", false)]
    public void An_entry_that_is_no_text_is_told_with_its_line(string entry, bool told)
    {
        foreach (var field in new[] { "command", "args" })
        {
            var text =
                $"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n  containers:\n  - name: c\n    image: x:v1\n    {field}:\n    "
                    + $"- x\n    {entry}\n    - --last=1\n";
            var pod = StaticPod.Read(Encoding.UTF8.GetBytes(text), "m").Must();
            Assert.Equal("1", pod.Flag("last"));
            Assert.Equal(
                told ? [KubernetesMessages.EntryNotText.At("m", "10", $"spec.containers[0].{field}", "kubelet").ToString()] : [],
                pod.Problems.Select(p => p.ToString()));
        }
    }

    [Theory]
    [InlineData("kind: Deployment\nspec: {containers: [{name: a}]}\n")]
    [InlineData("kind: Pod\n")]
    [InlineData("kind: Pod\nspec: {containers: []}\n")]
    [InlineData("kind: Pod\nspec: {containers: words}\n")]
    public void What_is_no_pod_is_told(string text)
    => StaticPod.Read(Encoding.UTF8.GetBytes(text), "m").Fails(KubernetesMessages.WrongKind);

    [Theory]
    [InlineData("kind: Pod\nspec:\n  containers: [{command: [x, 1, {a: b}, [c]], volumeMounts: [words, {mountPath: [a]}]}]\n  volumes: {a: b}\n")]
    [InlineData("kind: Pod\nspec:\n  containers: [words]\n  volumes: [{name: a, hostPath: {path: /x}}, {name: a, hostPath: {path: /y}}]\n")]
    public void Odd_manifests_are_read_as_far_as_they_go(string text) => StaticPod.Read(Encoding.UTF8.GetBytes(text), "m").Must();
}
