using System.Globalization;
using System.Text;
using KubePki.Fleet;
using KubePki.Kubernetes;
using KubePki.Kubernetes.Kubeadm;
using KubePki.Tests.Kit;
using KubePki.X509;

namespace KubePki.Tests.Architecture;

/// <summary>Bounds that no ordinary file approaches: each is tested at its value, and at one more.</summary>
public sealed class BoundsTests : IDisposable
{
    private readonly PlainNode _node = new();

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Yaml_depth_is_bounded(int depth, bool read) => Is(read, new string('[', depth) + new string(']', depth));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Yaml_of_mappings_is_so_deep(int depth, bool read)
    => Is(read, string.Concat(Enumerable.Repeat("{a: ", depth - 1)) + "{}" + new string('}', depth - 1));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Yaml_has_so_many_aliases(int aliases, bool read)
    => Is(read, "a: &x 1\nb: [" + string.Join(',', Enumerable.Repeat("*x", aliases)) + "]\n");

    /// <summary>A text of 1 KiB, repeated by an alias: 1 MiB in total. Shorter texts do not count.</summary>
    [Theory]
    [InlineData(512 * 1024, 2, true)]
    [InlineData((512 * 1024) + 1, 2, false)]
    [InlineData(1024 * 1024, 1, true)]
    [InlineData((1024 * 1024) + 1, 1, false)]
    [InlineData(511, 100, true)]
    public void Yaml_repetition_is_bounded(int length, int times, bool read)
        => Is(read, $"a: &x {new string('y', length)}\nb: [{string.Join(',', Enumerable.Repeat("*x", times))}]\n");

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void A_path_leads_through_so_many_links(int links, bool resolved)
    {
        _node.Write("/l/0", "x");
        for (var i = 1; i <= links; i++)
        {
            File.CreateSymbolicLink(_node.OnDisk($"/l/{i}"), (i - 1).ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(resolved, _node.Root.Resolve($"/l/{links}").Succeeded);
        Assert.Equal(resolved, _node.Root.Read($"/l/{links}").Succeeded);
        Assert.Equal(Math.Min(links, 40), _node.Root.LinksOf($"/l/{links}").Count());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void File_size_is_bounded(int more, bool read)
    {
        _node.Write("/large", new string('x', KubePki.Files.NodeRoot.MaximumFileSize + more));
        Assert.Equal(read, _node.Root.Read("/large").Succeeded);
    }

    [Theory]
    [InlineData("1000y", true)]
    [InlineData("1001y", false)]
    [InlineData("365000d", true)]
    [InlineData("365001d", false)]
    [InlineData("8760000h", true)]
    [InlineData("8760001h", false)]
    [InlineData("31536000000s", true)]
    [InlineData("31536000001s", false)]
    [InlineData("0d", false)]
    [InlineData("1s", true)]
    [InlineData("9223372036854775808s", false)]
    public void A_span_is_so_long(string text, bool read) => Assert.Equal(read, Validity.ParseSpan(text) is not null);

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void A_name_is_so_long(int length, bool read)
        => Assert.Equal(
            read, ConfigurationValues.DnsName(string.Join('.', Enumerable.Repeat(new string('a', 62), 5))[..length]) is not null);

    [Fact]
    public void The_time_for_a_node_is_bounded()
    {
        var (most, limits) = (TimeSpan.FromDays(40), NodeLimits.Default);
        Assert.Equal([60, 300, 120, 600, 3600], Enum.GetValues<NodeWork>().Select(work => limits.Of(work).TotalSeconds));
        foreach (var (given, becomes) in new[] {
            (most, most), (most + TimeSpan.FromTicks(1), most), (most - TimeSpan.FromTicks(1), most - TimeSpan.FromTicks(1)),
            (TimeSpan.MaxValue, most),
        })
        {
            Assert.All(Enum.GetValues<NodeWork>(), work => Assert.Equal(becomes, limits.Within(given).Of(work)));
        }

        var patient = limits.WithComponents(TimeSpan.FromMinutes(7));
        Assert.Equal([7, 7, 7, 10, 80], Enum.GetValues<NodeWork>().Select(work => patient.Of(work).TotalMinutes));
        Assert.Equal(most, limits.WithComponents(TimeSpan.FromDays(4)).Activate);
        Assert.Equal(most, limits.WithComponents(TimeSpan.MaxValue).Activate);
    }

    private static void Is(bool read, string yaml)
    {
        var outcome = YamlText.Read(Encoding.UTF8.GetBytes(yaml), "f", "Config");
        Assert.Equal(!read, outcome.Problem?.Id == KubernetesMessages.UnreasonableYaml.Id);
    }
}
