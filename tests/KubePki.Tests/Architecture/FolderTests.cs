namespace KubePki.Tests.Architecture;

/// <summary>Data flows one way: a file imports only from folders to the left of its own.</summary>
public sealed class FolderTests
{
    /// <summary>The order of the design. Add a new folder at its position.</summary>
    private static readonly string[] Order =
    [
        "Localization", "Files", "Catalogue", "X509", "Kubernetes", "Observe", "Judge", "Explain", "Plan", "Apply", "Activate",
        "Authentication", "Fleet", "Schedule", "Operations", "Sandbox",
    ];

    /// <summary>
    /// The layers of the binary: values, documents built from them, their presentation, the commands, the server. Files beside the folders
    /// may use all of them.
    /// </summary>
    private static readonly string[] Floors = ["Results", "Documents", "Present", "Report", "Commands", "Serve", "Schedule"];

    /// <summary>The folders that may reach out of the process.</summary>
    private static readonly string[] Outward = ["Activate", "Fleet"];

    private static readonly string[] WordsOfConnections =
    [
        "System.Net.Sockets", "System.Net.Http", "System.Net.Security", "Socket(", "TcpClient", "HttpClient", "SslStream", "Process.Start",
        "ProcessStartInfo",
    ];

    [Fact]
    public void Files_import_only_from_folders_to_their_left() => Assert.Empty(Backwards(Sources.Library(), Order));

    [Fact]
    public void The_floors_of_the_binary_see_only_those_below()
    => Assert.Empty(Backwards([.. Sources.CommandLine().Where(f => f.Folder.Length > 0)], Floors));

    [Fact]
    public void Every_folder_has_its_place()
    {
        Assert.Empty(Sources.Library().Select(f => f.Folder).Except(Order));
        Assert.Empty(Sources.CommandLine().Select(f => f.Folder).Where(f => f.Length > 0).Except(Floors));
    }

    [Fact]
    public void A_files_namespace_is_its_folder()
        => Assert.Empty(Sources.Library()
            .Where(f => !f.Text.Contains(
                $"namespace KubePki.{Path.GetDirectoryName(f.Path)!.Replace('/', '.')};", StringComparison.Ordinal))
            .Select(f => f.Path));

    [Fact]
    public void The_rule_notices_an_import_from_the_right()
    {
        SourceFile[] files =
        [
            new(
                "Plan/A.cs", "Plan", "KubePki",
                "using KubePki.Apply;\nusing System;\nnamespace KubePki.Plan;\nvar x = KubePki.Files.Posix.Y; var y = Fleet.Inventory.Z; "
                    + "z.Plan.Apply.Q();\n"),
            new("Fleet/Inventory.cs", "Fleet", "KubePki", "namespace KubePki.Fleet;\ninternal sealed record Inventory(int Z);\n"),
        ];
        Assert.Equal(["Apply", "Files", "Fleet"], Sources.FoldersNamedIn(files[0].Text, "KubePki", Sources.Types(files)).Order());
        Assert.Equal(["Plan/A.cs names Apply", "Plan/A.cs names Fleet"], Backwards(files, Order).Order());
    }

    [Fact]
    public void Promise_6_only_what_makes_handshakes_can_say_what_is_served()
        => Assert.Empty(Sources.Library().Where(f => !Outward.Contains(f.Folder))
            .Where(f => f.Text.Contains("Served", StringComparison.Ordinal))
            .Select(f => f.Path));

    [Fact]
    public void Promise_7_nothing_else_can_open_a_connection_or_start_a_program()
    {
        var wrong = from file in Sources.Library()
                    where !Outward.Contains(file.Folder)
                    from word in WordsOfConnections
                    where file.Text.Contains(word, StringComparison.Ordinal)
                        && !(word == "System.Net.Sockets" && file.Path == "X509/HostNames.cs")
                    select $"{file.Path} names {word}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_grows_beyond_what_one_reads_in_one_go()
        => Assert.Empty(Sources.Library().Where(f => f.Text.Count(c => c == '\n') > 400).Select(f => f.Path));

    private static IEnumerable<string> Backwards(IReadOnlyList<SourceFile> files, string[] order)
    {
        var types = Sources.Types(files);
        return from file in files
               from named in Sources.FoldersNamedIn(file.Text, file.Assembly, types)
               where named != file.Folder && Array.IndexOf(order, named) >= Array.IndexOf(order, file.Folder)
               select $"{file.Path} names {named}";
    }
}
