namespace KubePki.Cli.Documents;

/// <summary>
/// Lists of the parts of documents. A loop into an array: each LINQ iterator and each list of a collection expression is a type of its own
/// for every kind of part, which is hundreds of types and 300 KB of the binary.
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
