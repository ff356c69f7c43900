namespace KubePki.DocumentTests;

/// <summary>The sources beside the tests.</summary>
internal static class Checkout
{
    /// <summary>The directory of the solution; skips the test if the sources are not beside the tests.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists($"{root}/kubepki.slnx"))
        {
            root = Path.GetDirectoryName(root);
        }

        return root ?? throw new DirectoryNotFoundException("the tests run away from the sources");
    }
}
