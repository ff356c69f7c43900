using KubePki.Localization;

namespace KubePki.Tests.Kit;

/// <summary>Assertions about outcomes that also check the text that a user would read.</summary>
internal static class Shown
{
    /// <summary>Returns the value, or fails the test with the reason why there is none.</summary>
    public static T Must<T>(this Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Succeeded, outcome.Problem?.ToString());
        return outcome.Value;
    }

    /// <summary>Asserts that there is a problem of this kind, and that its text can be rendered in both languages.</summary>
    public static T IsOf<T>(this T? problem, Message kind)
        where T : Statement
    {
        Assert.NotNull(problem);
        Assert.True(problem.Id == kind.Id, $"expected {kind.Id}, found {problem.Id}: {problem}");
        foreach (var text in new[] {
            problem.Text(Language.English), problem.Text(Language.Chinese), Hint(problem, Language.English),
            Hint(problem, Language.Chinese),
        })
        {
            Assert.DoesNotContain("{0}", text, StringComparison.Ordinal);
            Assert.DoesNotContain("{1}", text, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY-----", text, StringComparison.Ordinal);
            Assert.DoesNotContain(text, char.IsControl);
        }

        return problem;
    }

    private static string Hint(Statement told, Language language) => (told as Problem)?.Hint(language) ?? "";

    /// <summary>Asserts that the outcome is a problem of this kind.</summary>
    public static Problem Fails<T>(this Outcome<T> outcome, Message kind)
        where T : class => outcome.Problem.IsOf(kind);
}
