namespace KubePki.Cli.Documents;

/// <summary>
/// Creates lists of the parts of documents, with a loop into an array. Each LINQ iterator and each list of a collection expression would be
/// a separate type for every kind of part, which amounts to hundreds of types and 300 KB of the binary.
/// </summary>
internal static class Parts
{
    public static TPart[] Of<TValue, TPart>(IEnumerable<TValue> values, Func<TValue, TPart> make)
        where TPart : class
    {
        var all = new List<object>();
        foreach (var value in values)
        {
            all.Add(make(value));
        }

        var parts = new TPart[all.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = (TPart)all[i];
        }

        return parts;
    }
}
