using System.Text;

namespace KubePki.Cli.Present;

/// <summary>How many terminal columns a text takes: East Asian wide characters take two (Unicode UAX 11), marks none.</summary>
internal static class DisplayWidth
{
    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    private static int Of(Rune rune) => rune.Value switch
    {
        >= 0x300 and <= 0x36f => 0,
        >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3 or >= 0xf900 and <= 0xfaff
            or >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x20000 and <= 0x3fffd => 2,
        _ => 1,
    };
}
