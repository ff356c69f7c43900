using System.Globalization;

namespace KubePki.Conformance;

/// <summary>One line of <c>kubeadm certs check-expiration</c>.</summary>
/// <param name="Expires">To the minute, UTC; null if kubeadm reports the file as missing.</param>
/// <param name="Expired">True if the residual time is <c>&lt;invalid&gt;</c>.</param>
internal sealed record KubeadmLine(string Name, DateTimeOffset? Expires, bool Expired, bool ExternallyManaged)
{
    public bool Missing => Expires is null;
}

/// <summary>kubeadm's output, line by line. Older scripts rely on its exact words, so they are parsed strictly.</summary>
internal sealed record KubeadmTable(IReadOnlyList<KubeadmLine> Lines)
{
    private const string MissingMark = "!MISSING! ";

    public KubeadmLine this[string name] => Lines.Single(line => line.Name == name);

    public static KubeadmTable Parse(string output) => new([.. output.Split('\n')
        .Select(line => line.TrimEnd())
        .Where(line => line.Length > 0 && !line.StartsWith("CERTIFICATE", StringComparison.Ordinal) && !line.StartsWith('['))
        .Select(ParseLine)]);

    private static KubeadmLine ParseLine(string line)
    {
        if (line.StartsWith(MissingMark, StringComparison.Ordinal))
        {
            return new KubeadmLine(line[MissingMark.Length..].Trim(), null, false, false);
        }

        string[] cells = line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.True(cells.Length >= 4, $"not a line of kubeadm's table: {line}");
        DateTimeOffset expires = DateTimeOffset.ParseExact(
            cells[1], "MMM dd, yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new KubeadmLine(cells[0], expires, cells[2] == "<invalid>", cells[^1] switch
        {
            "yes" => true,
            "no" => false,
            string other => throw new FormatException($"neither yes nor no: {other} in {line}"),
        });
    }
}
