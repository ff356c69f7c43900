using System.Text.RegularExpressions;

namespace KubePki.Tests.Architecture;

/// <summary>Every path in the developers' documents exists.</summary>
public sealed partial class DocumentedPathsTests
{
    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Every_path_that_a_document_names_exists(string document)
    {
        var root = Sources.Root();
        var named = NamedPath().Matches(File.ReadAllText($"{root}/{document}")).Select(m => m.Groups[1].Value.TrimEnd('/')).Distinct()
            .ToList();
        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, path => !Path.Exists($"{root}/{path}"));
    }

    /// <summary>Each walk through the code in ARCHITECTURE.md names at least four paths.</summary>
    [Fact]
    public void The_architecture_has_three_journeys()
    {
        var journeys = File.ReadAllText($"{Sources.Root()}/ARCHITECTURE.md").Split("## Three journeys")[1].Split("\n## ")[0].Split("\n**");
        Assert.Equal(3, journeys.Length - 1);
        Assert.All(journeys.Skip(1), journey => Assert.True(NamedPath().Count(journey) >= 4, journey));
    }

    [GeneratedRegex(@"(?<![\w/.-])((?:src|tests|tools|docs|benchmarks|samples|deploy)/[\w./-]*[\w/])")]
    private static partial Regex NamedPath();
}
