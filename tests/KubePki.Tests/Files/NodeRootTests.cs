using System.Net.Sockets;
using CsCheck;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Files;

public sealed class NodeRootTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly NodeRoot _root;

    public NodeRootTests() => _root = new NodeRoot(_scratch.Path);

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("file", "/a/file")]
    [InlineData("/a/file", "/a/file")]
    [InlineData("./../a/./file", "/a/file")]
    [InlineData("../../../../a/file", "/a/file")]
    [InlineData("/../../a/file", "/a/file")]
    [InlineData("../b/inner/file", "/a/file")]
    public void A_link_is_followed_as_the_node_would_follow_it(string target, string real)
    {
        _scratch.Write("a/file", [1]);
        Link("b/inner", "/a");
        Link("a/link", target);
        var read = _root.Read("/a/link").Must();
        Assert.Equal(("/a/link", real), (read.Path, read.RealPath));
        Assert.Equal([1], read.Content);
    }

    [Fact]
    public void No_link_leads_out_of_the_root()
    {
        using var outside = new Scratch();
        var secret = outside.Write("secret", [42]);
        Link("absolute", secret);
        Link("relative", $"../../../../../../../..{secret}");
        Link("directory", outside.Path);
        foreach (var path in new[] { "/absolute", "/relative", "/directory/secret", $"/../../../..{secret}" })
        {
            Assert.True(_root.Read(path).Problem!.Id is "missing" or "dangling-link");
        }
    }

    [Fact]
    public void Whatever_links_there_are_the_result_lies_inside_and_holds_no_link()
    {
        var number = 0;
        (from targets in Any.Of("a", "/b", "../c", "..", "/", ".", "a/b", "/a/../b", "d/../../a").Array[6]
         from path in Any.Of("/a", "/b/c", "/a/b/../c", "/d/..", "/c/a/b").Array[3]
         select (targets, path)).Sample(
            t =>
            {
                var directory = $"{_scratch.Path}/{Interlocked.Increment(ref number)}";
                Directory.CreateDirectory($"{directory}/e/b");
                foreach (var (target, name) in t.targets.Zip(["a", "b", "c", "d", "e/a", "e/b/c"]))
                {
                    File.CreateSymbolicLink($"{directory}/{name}", target);
                }

                var root = new NodeRoot(directory);
                foreach (var resolved in t.path.Select(path => root.Resolve(path)).Where(r => r.Succeeded).Select(r => r.Value!))
                {
                    Assert.DoesNotContain("..", resolved.Split('/'));
                    var here = "";
                    foreach (var part in resolved.Split('/', StringSplitOptions.RemoveEmptyEntries))
                    {
                        here += "/" + part;
                        Assert.NotEqual(FileKind.Link, root.Facts(here)?.Kind);
                    }
                }
            },
            iter: 100);
    }

    [Fact]
    public void Circles_of_links_are_told()
    {
        Link("a", "b");
        Link("b", "a");
        Link("self", "self");
        _root.Read("/a").Fails(FileMessages.TooManyLinks);
        _root.Read("/self/x").Fails(FileMessages.TooManyLinks);
        Assert.Empty(_root.Names("/a"));
        Assert.True(_root.Exists("/a"));
    }

    [Fact]
    public void As_many_links_as_the_kernel_follows_are_followed()
    {
        _scratch.Write("l0", [7]);
        for (var i = 1; i <= 41; i++)
        {
            Link($"l{i}", $"l{i - 1}");
        }

        Assert.Equal([7], _root.Read("/l40").Must().Content);
        _root.Read("/l41").Fails(FileMessages.TooManyLinks);
    }

    [Fact]
    public void Dot_dot_after_a_missing_directory_or_a_file_fails()
    {
        _scratch.Write("a/file", [1]);
        _root.Read("/missing/../a/file").Fails(FileMessages.Missing);
        _root.Read("/a/file/../file").Fails(FileMessages.Missing);
        Assert.Equal([1], _root.Read("/a/../a/file").Must().Content);
    }

    [Fact]
    public void What_is_no_file_is_named_and_never_waited_for()
    {
        // A blocking open would never return: nothing writes to the FIFO.
        Libc.MakeFifo($"{_scratch.Path}/fifo");
        Directory.CreateDirectory($"{_scratch.Path}/directory");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{_scratch.Path}/socket"));
        Assert.Equal(["FIFO"], _root.Read("/fifo").Fails(FileMessages.NotAFile).Arguments);
        Assert.Equal(["directory"], _root.Read("/directory").Fails(FileMessages.NotAFile).Arguments);
        Assert.Equal(["socket"], _root.Read("/socket").Fails(FileMessages.NotAFile).Arguments);
        Assert.Equal(["device"], new NodeRoot("/").Read("/dev/zero").Fails(FileMessages.NotAFile).Arguments);
        Assert.Equal(["directory"], new NodeRoot("/").Read("/").Fails(FileMessages.NotAFile).Arguments);
    }

    [Fact]
    public void Missing_and_unreachable_are_told_apart()
    {
        _root.Read("/nothing").Fails(FileMessages.Missing);
        Link("dangling", "nothing");
        Assert.Equal(["/nothing"], _root.Read("/dangling").Fails(FileMessages.Dangling).Arguments);
        _scratch.Write("file", [1]);
        _root.Read("/file/below").Fails(FileMessages.Unreadable);
    }

    [Fact]
    public void What_may_not_be_read_is_told_with_the_systems_reason()
    {
        File.SetUnixFileMode(_scratch.Write("secret", [1]), UnixFileMode.None);
        File.SetUnixFileMode(
            _scratch.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var problem = (Libc.IsRoot ? Libc.AsNobody(() => _root.Read("/secret")) : _root.Read("/secret")).Fails(FileMessages.Unreadable);
        Assert.Contains("denied", problem.Text(Language.English), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_file_is_read_and_a_larger_one_refused()
    {
        using (var file = File.Create($"{_scratch.Path}/large"))
        {
            file.SetLength(NodeRoot.MaximumFileSize);
        }

        Assert.Equal(NodeRoot.MaximumFileSize, _root.Read("/large").Must().Content.Length);
        using (var file = File.OpenWrite($"{_scratch.Path}/large"))
        {
            file.SetLength(50_000_000);
        }

        Assert.Equal(["50000000", "8388608"], _root.Read("/large").Fails(FileMessages.TooLarge).Arguments);
    }

    [Fact]
    public void A_file_is_read_to_its_end_whatever_size_it_claims()
    {
        // Files in /proc report size 0, like a file that is being written while it is read.
        var read = new NodeRoot("/").Read("/proc/self/status").Must();
        Assert.Equal(0, read.Facts.Size);
        Assert.EndsWith("\n", System.Text.Encoding.ASCII.GetString(read.Content), StringComparison.Ordinal);
        Assert.True(read.Content.Length > 500);
    }

    [Fact]
    public void A_file_that_grows_is_read_whole_lines_included()
    {
        var path = _scratch.Write("growing", []);
        var stop = false;
        var writer = new Thread(() =>
        {
            using var file = File.OpenHandle(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            for (var at = 0L; !Volatile.Read(ref stop) && at < 1_000_000; at += 4096)
            {
                RandomAccess.Write(file, new byte[4096], at);
            }
        });
        writer.Start();
        for (var i = 0; i < 20; i++)
        {
            Assert.True(_root.Read("/growing").Must().Content.Length % 4096 == 0);
        }

        Volatile.Write(ref stop, true);
        writer.Join();
    }

    [Fact]
    public void Facts_are_those_of_the_file_and_not_of_the_link()
    {
        File.SetUnixFileMode(_scratch.Write("file", [1, 2, 3]), UnixFileMode.UserRead);
        Link("link", "file");
        var facts = _root.Read("/link").Must().Facts;
        Assert.True(facts is { Kind: FileKind.Regular, Mode: UnixFileMode.UserRead, Size: 3, Links: 1 });
        Assert.Equal(FileKind.Link, _root.Facts("/link")!.Kind);
    }

    [Fact]
    public void Names_are_sorted_and_a_missing_directory_has_none()
    {
        _scratch.Write("d/b", []);
        _scratch.Write("d/B", []);
        _scratch.Write("d/.a", []);
        Link("l", "d");
        Assert.Equal([".a", "B", "b"], _root.Names("/l"));
        Assert.Empty(_root.Names("/nothing"));
        Assert.Empty(_root.Names("/d/b"));
    }

    [Theory]
    [InlineData("/", "/x")]
    [InlineData("//", "/x")]
    [InlineData("/a/", "/a/x")]
    [InlineData("/a/../b", "/b/x")]
    public void The_root_is_put_before_every_path(string directory, string expected)
    => Assert.Equal(expected, new NodeRoot(directory).OnThisMachine("/x"));

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_scratch.Path}/{path}")!);
        File.CreateSymbolicLink($"{_scratch.Path}/{path}", target);
    }
}
