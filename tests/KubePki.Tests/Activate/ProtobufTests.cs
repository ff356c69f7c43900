using CsCheck;
using KubePki.Activate.Wire;

namespace KubePki.Tests.Activate;

/// <summary>The codec with bytes from the encoding's documentation, and with arbitrary bytes.</summary>
public sealed class ProtobufTests
{
    [Fact]
    public void Writes_what_the_encoding_prescribes()
    {
        Assert.Equal("089601", Hex(new ProtobufWriter().Number(1, 150)));
        Assert.Equal("120774657374696e67", Hex(new ProtobufWriter().Text(2, "testing")));
        Assert.Equal("1a03089601", Hex(new ProtobufWriter().Message(3, new ProtobufWriter().Number(1, 150))));
        Assert.Equal("0a060a0161120162" + "0a030a0163", Hex(new ProtobufWriter().Map(1, [new("a", "b"), new("c", "")])));
        Assert.Equal("08ffffffffffffffffff01", Hex(new ProtobufWriter().Number(1, -1)));
        Assert.Equal("a20600", Hex(new ProtobufWriter().Message(100, new ProtobufWriter())));
    }

    [Fact]
    public void Defaults_are_not_written() => Assert.Empty(new ProtobufWriter().Number(1, 0).Text(2, "").ToArray());

    [Fact]
    public void Reads_what_the_encoding_prescribes()
    {
        var message = ProtobufMessage.Read(Convert.FromHexString("089601" + "120774657374696e67" + "1a03089601"));
        Assert.Equal(150, message.Number(1));
        Assert.Equal("testing", message.Text(2));
        Assert.Equal(150UL, message.Message(3)!.Unsigned(1));
        Assert.Equal(0, message.Number(9));
        Assert.Equal("", message.Text(9));
        Assert.Null(message.Message(9));
    }

    [Fact]
    public void Passes_over_fields_of_every_known_type()
    {
        var message = ProtobufMessage.Read(Convert.FromHexString("09" + "0102030405060708" + "15" + "01020304" + "1a00" + "2007"));
        Assert.Equal(7, message.Number(4));
    }

    [Fact]
    public void The_last_of_a_field_counts() => Assert.Equal(2, ProtobufMessage.Read(new byte[] { 8, 1, 8, 2 }).Number(1));

    [Theory]
    [InlineData("08")]
    [InlineData("0880")]
    [InlineData("08ffffffffffffffffffff01")]
    [InlineData("1205aa")]
    [InlineData("12ffffffffffffffffff01")]
    [InlineData("0b")]
    [InlineData("0901")]
    public void What_is_cut_off_or_malformed_is_no_message(string hex)
        => Assert.Throws<InvalidDataException>(() => ProtobufMessage.Read(Convert.FromHexString(hex)));

    [Fact]
    public void A_field_of_another_type_is_no_message()
    {
        Assert.Throws<InvalidDataException>(() => ProtobufMessage.Read(new byte[] { 8, 1 }).Text(1));
        Assert.Throws<InvalidDataException>(() => ProtobufMessage.Read(new byte[] { 10, 0 }).Number(1));
    }

    [Fact]
    public void Any_map_comes_back()
        => Gen.Dictionary(Gen.String, Gen.String)[0, 8].Where(d => d.Keys.Concat(d.Values).All(IsText)).Sample(map =>
            Assert.Equal(
                map.OrderBy(e => e.Key, StringComparer.Ordinal),
                ProtobufMessage.Read(new ProtobufWriter().Map(7, map).ToArray()).Map(7).OrderBy(e => e.Key, StringComparer.Ordinal)));

    [Fact]
    public void Any_number_comes_back()
    => Gen.Long.Sample(n => Assert.Equal(n, ProtobufMessage.Read(new ProtobufWriter().Number(3, n).ToArray()).Number(3)));

    [Fact]
    public void Any_bytes_are_a_message_or_are_said_to_be_none() => Gen.Byte.Array[0, 64].Sample(bytes =>
    {
        try
        {
            ProtobufMessage.Read(bytes).Map(1);
        }
        catch (InvalidDataException)
        {
            // The only permitted exception.
        }
    });

    /// <summary>Lone surrogates have no UTF-8 encoding.</summary>
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);

    private static string Hex(ProtobufWriter writer) => Convert.ToHexStringLower(writer.ToArray());
}
