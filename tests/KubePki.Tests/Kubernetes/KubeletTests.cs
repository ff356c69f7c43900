using System.Text;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

public sealed class KubeletTests
{
    [Fact]
    public void The_configuration_is_read()
    {
        var read = KubeletConfiguration.Read(
            """
            kind: Other
            ---
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authentication: {x509: {clientCAFile: /pki/ca.crt}}
            staticPodPath: /manifests
            rotateCertificates: true
            serverTLSBootstrap: true
            tlsCertFile: ""
            tlsPrivateKeyFile: null
            containerRuntimeEndpoint: unix:///run/c.sock
            """u8,
            "k").Must();
        Assert.Equal(new KubeletConfiguration("/manifests", "/pki/ca.crt", null, null, true, true, "unix:///run/c.sock"), read);
    }

    [Theory]
    [InlineData("rotateCertificates: yes", true, "")]
    [InlineData("rotateCertificates: Off", false, "")]
    [InlineData("rotateCertificates: \"true\"", null, "line 3: rotateCertificates is neither")]
    [InlineData("rotateCertificates: 1", null, "line 3: rotateCertificates is neither")]
    [InlineData("rotateCertificates: true\nport: '10250'", true, "line 4: port is not a whole number")]
    [InlineData("rotateCertificates: true\nclusterDNS: 10.96.0.10", true, "line 4: clusterDNS is not a list")]
    [InlineData("rotateCertificates: true\nauthentication: {x509: {clientCAFile: 7}}", true,
        "line 4: authentication.x509.clientCAFile is not a string")]
    [InlineData("rotateCertificates: true\nevictionHard: {memory.available: 100}", true, "line 4: evictionHard[] is not a string")]
    [InlineData("rotateCertificates: true\nfeatureGates: {A: 'true'}", true, "line 4: featureGates[] is neither")]
    [InlineData("rotateCertificates: true\nunknown: {a: [1]}", true, "")]
    public void What_makes_the_kubelet_exit_is_told_with_its_line(string text, bool? rotates, string told)
    {
        var read = KubeletConfiguration.Read(
            Encoding.UTF8.GetBytes($"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n{text}\n"), "k")
            .Must();
        Assert.Equal(rotates, read.RotateCertificates);
        Assert.StartsWith(
            told.Length == 0 ? "" : "k: " + told, string.Join('|', read.Problems.Select(p => p.ToString())), StringComparison.Ordinal);
        Assert.Equal(told.Length == 0 ? 0 : 1, read.Problems.Count);
    }

    [Fact]
    public void Another_kind_is_told()
    => KubeletConfiguration.Read("kind: KubeProxyConfiguration\n"u8, "k").Fails(KubernetesMessages.WrongKind);

    [Theory]
    [InlineData("KUBELET_KUBEADM_ARGS=\"--config=/a --pod-manifest-path=/m\"", "config=/a pod-manifest-path=/m")]
    [InlineData("KUBELET_EXTRA_ARGS=--cert-dir=/a", "cert-dir=/a")]
    [InlineData("Environment='KUBELET_X=--bootstrap-kubeconfig=/b --kubeconfig=/k'", "bootstrap-kubeconfig=/b kubeconfig=/k")]
    [InlineData("ExecStart=/usr/bin/kubelet --config /a --cert-dir   /b", "cert-dir=/b config=/a")]
    [InlineData("X=\"--fail-swap-on --config=/a\"", "config=/a")]
    [InlineData("X=\"--config=/a --runtime-cgroups\"", "config=/a")]
    [InlineData("X=\"--v=-1 --config=/a\"", "config=/a v=-1")]
    [InlineData("X=\"--config=/a\"\nX=\"--config=/b\"", "config=/b")]
    [InlineData("# X=\"--config=/a\"\n  # --config=/b\nX=\"--config=/c\"", "config=/c")]
    [InlineData("ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS", "")]
    [InlineData("X=\"--node-labels=a=b,c--d=e --config='/a'\"", "config=/a node-labels=a=b,c--d=e")]
    [InlineData("X=--config=/a\r\nY=z", "config=/a")]
    [InlineData("", "")]
    public void Flags_are_found_in_assignments(string text, string expected)
        => Assert.Equal(
            expected,
            string.Join(
                ' ',
                KubeletFlags.Read(Encoding.UTF8.GetBytes(text)).OrderBy(f => f.Key, StringComparer.Ordinal)
                    .Select(f => $"{f.Key}={f.Value}")));

    [Fact]
    public void Bytes_that_are_no_text_hold_no_flags() => Assert.Empty(KubeletFlags.Read([0xff, 0xfe, 0x00, 0x0a, 0x2d, 0x2d]));
}
