namespace KubePki.Faults.Fuzz;

/// <summary>Mutates known inputs: small damage, pieces of other inputs, words of the target's language, and occasionally a flood.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words)
{
    /// <summary>Largest input in bytes, except floods.</summary>
    private const int MaximumLength = 64 * 1024;

    /// <summary>Largest flood in bytes: one piece repeated, to find superlinear parsing time.</summary>
    private const int MaximumFlood = 512 * 1024;

    private const int FloodOneIn = 5000;
    private const int MostSteps = 6;
    private static readonly byte[] Interesting =
    [
        0, 1, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xa0, 0xa3, 0xff, (byte)'\n', (byte)'-', (byte)'"', (byte)':', (byte)' ', 0x30, 0x02,
        0x04, 0x05, 0x06,
    ];

    /// <summary>Returns a mutation of one input, with pieces of the other.</summary>
    public byte[] Mutate(byte[] from, byte[] other)
    {
        var input = new List<byte>(from);
        for (var steps = random.Next(1, MostSteps + 1); steps > 0; steps--)
        {
            Step(input, other);
        }

        return random.Next(FloodOneIn) == 0 ? Flood(input) : [.. input.Take(MaximumLength)];
    }

    private void Step(List<byte> input, byte[] other)
    {
        var at = random.Next(input.Count + 1);
        var count = Math.Min(input.Count - at, random.Next(1, random.Next(2, 64)));
        switch (random.Next(9))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case 2 when at < input.Count:
                input[at] += (byte)random.Next(1, 17);
                break;
            case 3:
                input.RemoveRange(at, count);
                break;
            case 4:
                input.InsertRange(random.Next(input.Count + 1), [.. input.GetRange(at, count)]);
                break;
            case 5 when other.Length > 0:
                var start = random.Next(other.Length);
                input.InsertRange(at, other.AsSpan(start, random.Next(1, Math.Min(other.Length - start, 256) + 1)).ToArray());
                break;
            case 6 when words.Count > 0:
                input.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 7 when words.Count > 0:
                input.RemoveRange(at, count);
                input.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 8 when other.Length > 0:
                input.RemoveRange(at, input.Count - at);
                input.AddRange(other.AsSpan(Math.Min(at, other.Length)));
                break;
        }
    }

    private byte[] Flood(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var piece = input.GetRange(at, Math.Min(input.Count - at, random.Next(1, 128)));
        var flood = new List<byte>(input.Take(at));
        for (var length = random.Next(1, MaximumFlood); piece.Count > 0 && flood.Count < length;)
        {
            flood.AddRange(piece);
        }

        flood.AddRange(input.Skip(at));
        return [.. flood];
    }
}
