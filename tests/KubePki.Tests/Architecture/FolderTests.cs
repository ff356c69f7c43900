namespace KubePki.Tests.Architecture;

/// <summary>Data flows one way: a file imports only from folders to the left of its own.</summary>
public sealed class FolderTests
{
    /// <summary>The order of the design. A new folder takes its place here.</summary>
    private static readonly string[] Order = ["Language", "Files", "Catalogue", "X509", "Kubernetes", "Observe", "Judge", "Explain", "Plan", "Apply", "Activate", "Authentication", "Fleet", "Operations", "Sandbox"];

    /// <summary>The folders that may reach out of the process.</summary>
    private static readonly string[] Outward = ["Activate", "Fleet"];

    private static readonly string[] WordsOfConnections = ["System.Net.Sockets", "System.Net.Http", "System.Net.Security", "Socket(", "TcpClient", "HttpClient", "SslStream", "Process.Start", "ProcessStartInfo"];

    [Fact]
    public void Files_import_only_from_folders_to_their_left()
    {
        var wrong = from file in Sources.Library()
                    from imported in Sources.FoldersNamedIn(file.Text)
                    where imported != file.Folder && Array.IndexOf(Order, imported) >= Array.IndexOf(Order, file.Folder)
                    select $"{file.Path} imports {imported}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_has_its_place()
        => Assert.Empty(Sources.Library().Select(f => f.Folder).Except(Order));

    [Fact]
    public void A_files_namespace_is_its_folder()
        => Assert.Empty(Sources.Library().Where(f => !f.Text.Contains($"namespace KubePki.{Path.GetDirectoryName(f.Path)!.Replace('/', '.')};", StringComparison.Ordinal)).Select(f => f.Path));

    [Fact]
    public void The_rule_notices_an_import_from_the_right()
    {
        Assert.Equal(["Apply", "Files"], Sources.FoldersNamedIn("using KubePki.Apply;\nusing System;\nnamespace KubePki.Plan;\nvar x = KubePki.Files.Posix.Y;\n").Order());
        Assert.True(Array.IndexOf(Order, "Apply") > Array.IndexOf(Order, "Plan"));
    }

    [Fact]
    public void Promise_6_only_what_makes_handshakes_can_say_what_is_served()
        => Assert.Empty(Sources.Library().Where(f => !Outward.Contains(f.Folder)).Where(f => f.Text.Contains("Served", StringComparison.Ordinal)).Select(f => f.Path));

    [Fact]
    public void Promise_7_nothing_else_can_open_a_connection_or_start_a_program()
    {
        var wrong = from file in Sources.Library()
                    where !Outward.Contains(file.Folder)
                    from word in WordsOfConnections
                    where file.Text.Contains(word, StringComparison.Ordinal) && !(word == "System.Net.Sockets" && file.Path == "X509/HostNames.cs")
                    select $"{file.Path} names {word}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_grows_beyond_what_one_reads_in_one_go()
        => Assert.Empty(Sources.Library().Where(f => f.Text.Count(c => c == '\n') > 400).Select(f => f.Path));
}
