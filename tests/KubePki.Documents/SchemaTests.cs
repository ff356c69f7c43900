namespace KubePki.DocumentTests;

/// <summary>The files generated from the records are up to date; <c>KUBEPKI_DOCS_UPDATE=1</c> generates them.</summary>
public sealed class SchemaTests
{
    private static readonly bool IsUpdating = Environment.GetEnvironmentVariable("KUBEPKI_DOCS_UPDATE") == "1";

    public static TheoryData<string> Kinds => [.. Schemas.Kinds.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_schema_is_that_of_the_records(string kind) => Same(Schemas.Path(kind), Schemas.Text(kind));

    [Fact]
    public void The_serializer_is_that_of_the_records() => Same(SerializerSource.Path, SerializerSource.Text());

    [Fact]
    public void No_schema_exists_for_a_removed_kind()
        => Assert.Equal(
            Kinds.Select(k => k.Data), Directory.EnumerateFiles($"{Checkout.Root}/docs/schemas", "*.json")
                .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!);

    private static void Same(string path, string text)
    {
        if (IsUpdating)
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path));
    }
}
