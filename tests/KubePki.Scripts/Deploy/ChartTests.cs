using KubePki.DocumentTests;
using YamlDotNet.RepresentationModel;

namespace KubePki.Scripts.Deploy;

/// <summary>
/// The Helm chart and the plain manifests are the same objects: each template, rendered with the default values in the namespace
/// kube-system, is the plain manifest of that name. Opt-in templates are rendered with only their switch turned on.
/// KUBEPKI_DOCS_UPDATE=1 writes the plain manifests from the chart.
/// </summary>
public sealed class ChartTests
{
    private static readonly string Chart = Path.Combine(Checkout.Root, "deploy/helm/kubepki");

    [Theory]
    [InlineData("serve", null)]
    [InlineData("monitoring", "monitoring")]
    [InlineData("renew", "renew")]
    public void A_template_renders_to_the_plain_manifest(string name, string? opted)
    {
        var rendered = Rendered(name, values =>
        {
            if (opted is not null)
            {
                Set(values, opted, "enabled", new YamlScalarNode("true"));
            }
        });
        var plain = Path.Combine(Checkout.Root, "deploy/kubernetes", name + ".yaml");
        if (Environment.GetEnvironmentVariable("KUBEPKI_DOCS_UPDATE") == "1")
        {
            File.WriteAllText(plain, rendered);
        }

        Assert.Equal(File.ReadAllText(plain), rendered);
    }

    [Fact]
    public void Each_template_has_a_plain_manifest()
        => Assert.Equal(
            Directory.GetFiles(Path.Combine(Chart, "templates")).Select(Path.GetFileName).Order(),
            Directory.GetFiles(Path.Combine(Checkout.Root, "deploy/kubernetes"), "*.yaml").Select(Path.GetFileName).Order());

    [Theory]
    [InlineData("monitoring")]
    [InlineData("renew")]
    public void Opt_in_objects_are_not_in_the_default(string name) => Assert.Equal("", Rendered(name).Trim());

    /// <summary>Everything that a value can switch: the result is YAML, with the values in their places.</summary>
    [Fact]
    public void Values_arrive_where_they_belong()
    {
        var text = Rendered("serve", values =>
        {
            Set(values, "serve", "hostNetwork", new YamlScalarNode("true"));
            Set(values, "serve", "hidden", new YamlSequenceNode());
            Set(values, "serve", "capabilities", new YamlSequenceNode(new YamlScalarNode("DAC_READ_SEARCH")));
            Set(values, "image", "tag", new YamlScalarNode("test"));
            values.Children["imagePullSecrets"] = new YamlSequenceNode(new YamlMappingNode("name", "pull"));
        });
        var pod = Documents(text)[0]["spec"]["template"]["spec"];
        var container = pod["containers"][0];
        Assert.Equal("true", pod["hostNetwork"].ToString());
        Assert.Equal("pull", pod["imagePullSecrets"][0]["name"].ToString());
        Assert.Equal("localhost/kubepki:test", container["image"].ToString());
        Assert.Equal("DAC_READ_SEARCH", container["securityContext"]["capabilities"]["add"][0].ToString());
        Assert.DoesNotContain("/dev/null", text, StringComparison.Ordinal);
    }

    /// <summary>
    /// A CA key, or the key that signs tokens, is not readable in the pod of serve: every file of that kind in kubeadm's layout is hidden,
    /// and the pod has no capability that reads hidden files by their handle.
    /// </summary>
    [Fact]
    public void Serve_gets_no_key_that_signs()
    {
        var pod = Documents(Rendered("serve"))[0]["spec"]["template"]["spec"];
        var container = pod["containers"][0];
        var hidden = ((YamlSequenceNode)container["volumeMounts"]).Where(m => m["name"].ToString() == "hidden")
            .Select(m => m["mountPath"].ToString());
        Assert.Equal(
            ["/host/etc/kubernetes/pki/ca.key", "/host/etc/kubernetes/pki/etcd/ca.key", "/host/etc/kubernetes/pki/front-proxy-ca.key",
                "/host/etc/kubernetes/pki/sa.key"],
            hidden);
        Assert.All((YamlSequenceNode)container["volumeMounts"], m => Assert.Equal("true", m["readOnly"].ToString()));
        Assert.Equal("{ { drop, [ ALL ] } }", container["securityContext"]["capabilities"].ToString());
        Assert.Equal("true", container["securityContext"]["readOnlyRootFilesystem"].ToString());
    }

    [Theory]
    [InlineData("{{ include \"x\" . }}")]
    [InlineData("{{ .Values.nothing }}")]
    [InlineData("{{ with .Values.image }}{{ end }}")]
    [InlineData("{{ if eq .Values.renew.every \"1h\" }}{{ end }}")]
    [InlineData("{{ .Values.image.tag | upper }}")]
    [InlineData("{{ end }}")]
    [InlineData("{{ $x := 1 }}")]
    [InlineData("{{ else }}")]
    [InlineData("{{ range .Values.serve.hidden }}{{ .Values.image.tag }}{{ end }}")]
    public void Other_templates_are_refused(string template)
        => Assert.Throws<NotSupportedException>(() => new ChartRenderer(Chart, Values(), "kube-system", "1").Render(template));

    [Fact]
    public void The_charts_version_is_kubepkis()
    {
        var props = File.ReadAllText(Path.Combine(Checkout.Root, "Directory.Build.props"));
        Assert.Contains($"<Version>{Version()}</Version>", props, StringComparison.Ordinal);
        Assert.Equal(Version(), Load(Path.Combine(Chart, "Chart.yaml"))["version"].ToString());
    }

    private static string Rendered(string name, Action<YamlMappingNode>? change = null)
    {
        var values = Values();
        change?.Invoke(values);
        var template = File.ReadAllText(Path.Combine(Chart, "templates", name + ".yaml"));
        return new ChartRenderer(Chart, values, "kube-system", Version()).Render(template).TrimStart('\n');
    }

    private static string Version() => Load(Path.Combine(Chart, "Chart.yaml"))["appVersion"].ToString();

    private static YamlMappingNode Values() => Load(Path.Combine(Chart, "values.yaml"));

    private static void Set(YamlMappingNode values, string section, string name, YamlNode value)
        => ((YamlMappingNode)values[section]).Children[name] = value;

    private static YamlMappingNode Load(string file) => (YamlMappingNode)Documents(File.ReadAllText(file)).Single();

    private static List<YamlNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => d.RootNode)];
    }
}
