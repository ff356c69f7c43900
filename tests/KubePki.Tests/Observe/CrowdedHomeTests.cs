using System.Collections;
using System.Globalization;
using System.Text;
using KubePki.Judge;
using KubePki.Judge.Checks;
using KubePki.Judge.Connections;
using KubePki.Kubernetes;
using KubePki.Observe;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Observe;

/// <summary>
/// A user fills a kubeconfig with thousands of users. The work grows linearly with their number, and only some users of one file become
/// entries; the omitted ones are reported as a problem. Work is counted in elements read, because seconds depend on the machine.
/// </summary>
public sealed class CrowdedHomeTests : IDisposable
{
    private const string Home = "/home/ann/.kube/config";
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Of_one_file_some_users_are_looked_at_and_the_others_are_told()
    {
        _node.Write(Home, Crowded(1000));
        var items = _node.State.Items.Where(i => i.IsInHome).ToList();
        Assert.Equal(101, items.Count);
        Assert.All(items.SkipLast(1), i => Assert.Null(i.Problem));
        Assert.Equal((ObserveMessages.TooManyUsers.Id, "900"), (items[^1].Problem?.Id, items[^1].Problem?.Arguments[0]));
        Assert.Equal(EntryStatus.Unreadable, EntryJudge.Judge(_node.State, items[^1], TimeSpan.Zero).Status);
    }

    [Fact]
    public void Users_up_to_the_limit_are_no_problem()
    {
        _node.Write(Home, Crowded(100));
        var items = _node.State.Items.Where(i => i.IsInHome).ToList();
        Assert.Equal(100, items.Count);
        Assert.All(items, i => Assert.Null(i.Problem));
    }

    /// <summary>
    /// Each user names the same large file: without a limit, thousands of users would cause gigabytes to be read and parsed.
    /// </summary>
    [Theory]
    [InlineData("https://10.9.9.9:6443", 5000)]
    [InlineData(TestNode.Server, 90)]
    public void Files_that_users_name_are_read_up_to_a_limit_and_that_is_reported(string server, int count)
    {
        _node.Write("/home/ann/.kube/large.pem", new string('#', 1024 * 1024));
        _node.Write(Home, NamesFiles(server, count, "large.pem"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var items = _node.State.Items.Where(i => i.IsInHome).ToList();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32L * HomeFileReader.MostBytes);
        Assert.Equal(ObserveMessages.TooManyFiles.Id, items[^1].Problem?.Id);
    }

    [Fact]
    public void A_hundred_users_with_files_of_their_own_are_no_problem()
    {
        _node.Write("/home/ann/.kube/own.pem", new string('#', 4096));
        _node.Write(Home, NamesFiles(TestNode.Server, 100, "own.pem"));
        Assert.DoesNotContain(_node.State.Items, i => i.Problem?.Is(ObserveMessages.TooManyFiles) == true);
    }

    [Fact]
    public void Names_in_a_kubeconfig_are_looked_up_in_linear_work()
    {
        Assert.InRange(Growth(count =>
        {
            var kubeconfig = Kubeconfig.Read(Crowded(count), "f").Value!;
            var (users, clusters, contexts) = (new Counted<KubeconfigUser>(kubeconfig.Users),
                new Counted<KubeconfigCluster>(kubeconfig.Clusters), new Counted<KubeconfigContext>(kubeconfig.Contexts));
            Set(kubeconfig, "Users", users);
            Set(kubeconfig, "Clusters", clusters);
            Set(kubeconfig, "Contexts", contexts);
            foreach (var user in kubeconfig.Users)
            {
                Assert.Equal(user, kubeconfig.FindUser(user.Name));
                Assert.NotNull(
                    new PkiEntry(
                        _node.State.Items[0].Entry)
                    { Name = Home, Path = Home, Kubeconfig = kubeconfig, UserName = user.Name }.Cluster);
            }

            return users.Seen + clusters.Seen + contexts.Seen;
        }), 0, 2.5);
    }

    [Fact]
    public void Judging_checking_and_explaining_are_linear_in_the_items()
    {
        _node.Write(Home, Crowded(1));
        var state = _node.State;
        var copy = state.Items.Single(i => i.IsInHome);
        var around = SurroundingsReader.Read(_node.Root, state);
        Assert.InRange(Growth(count =>
        {
            var items = new Counted<PkiEntry>([
                .. state.Items.Where(i => !i.IsInHome), .. Enumerable.Range(0, count).Select(i => copy with { Name = $"{Home}#{i}" }),
            ]);
            var crowded = state with { Items = items };
            _ = EntryJudge.Judge(crowded, TimeSpan.Zero);
            _ = Verification.Of(crowded, around, TimeSpan.Zero);
            _ = TrustGraph.Of(crowded, around);
            return items.Seen;
        }), 0, 2.5);
    }

    /// <summary>The work for 99 additional entries relative to the work for 49, without the constant part: 2 if it is linear.</summary>
    private static double Growth(Func<int, long> work)
    {
        var (none, some, twice) = (work(1), work(50), work(100));
        return (double)(twice - none) / (some - none);
    }

    private static void Set(Kubeconfig kubeconfig, string property, object value)
        => typeof(Kubeconfig).GetField(
            $"<{property}>k__BackingField", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.SetValue(
            kubeconfig, value);

    private static string NamesFiles(string server, int count, string file)
        => $"kind: Config\ncurrent-context: c0\nclusters:\n- {{name: k, cluster: {{server: '{server}'}}}}\nusers:\n"
            + string.Concat(
                Enumerable.Range(0, count).Select(i => $"- {{name: u{i}, user: {{client-certificate: {file}, client-key: {file}}}}}\n"))
            + "contexts:\n" + string.Concat(
                Enumerable.Range(0, count).Select(i => $"- {{name: c{i}, context: {{cluster: k, user: u{i}}}}}\n"));

    private byte[] Crowded(int count)
    {
        string Field(string name)
            => Encoding.UTF8.GetString(_node.Read("/etc/kubernetes/admin.conf")).Split('\n')
                .Single(l => l.Trim().StartsWith(name, StringComparison.Ordinal))
                .Trim();
        var text = new StringBuilder(
            $"kind: Config\ncurrent-context: c0\nclusters:\n- name: ours\n  cluster: {{server: 'https://a', "
                + $"{Field("certificate-authority-data")}}}\nusers:\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"- name: u{i}\n  user:\n    {Field("client-certificate-data")}\n    {Field("client-key-data")}\n");
        }

        text.Append("contexts:\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {{name: c{i}, context: {{cluster: ours, user: u{i}}}}}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A list that counts the elements that are read.</summary>
    private sealed class Counted<T>(IReadOnlyList<T> inner) : IReadOnlyList<T>
    {
        public long Seen { get; private set; }

        public int Count => inner.Count;

        public T this[int index]
        {
            get
            {
                Seen++;
                return inner[index];
            }
        }

        public IEnumerator<T> GetEnumerator()
        {
            foreach (var element in inner)
            {
                Seen++;
                yield return element;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
