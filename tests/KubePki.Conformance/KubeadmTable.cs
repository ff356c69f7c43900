using System.Globalization;

namespace KubePki.Conformance;

/// <summary>One line of <c>kubeadm certs check-expiration</c>.</summary>
/// <param name="Expires">To the minute, UTC; null for what kubeadm calls missing.</param>
/// <param name="Expired">Whether the residual time is <c>&lt;invalid&gt;</c>.</param>
internal sealed record KubeadmLine(string Name, DateTimeOffset? Expires, bool Expired, bool ExternallyManaged)
{
    public bool Missing => Expires is null;
}

/// <summary>What kubeadm printed, line by line. Its words are the contract older scripts rely on, so they are read strictly.</summary>
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
