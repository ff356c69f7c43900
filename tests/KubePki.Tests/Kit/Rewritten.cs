using System.Formats.Asn1;
using System.Numerics;
using System.Text;

namespace KubePki.Tests.Kit;

/// <summary>
/// Certificates with a modified part of their body. The signature stays the same, so it is invalid; no verifier checks a root's signature.
/// </summary>
internal static class Rewritten
{
    public static byte[] WithSerial(byte[] der, BigInteger serial) => From(der, (body, writer) =>
    {
        writer.WriteEncodedValue(body.ReadEncodedValue().Span);
        body.ReadInteger();
        writer.WriteInteger(serial);
    });

    /// <summary>Replaces notAfter: tag, length and text as given.</summary>
    public static byte[] WithEnd(byte[] der, byte tag, string text) => From(der, (body, writer) =>
    {
        Copy(body, writer, 4);
        var times = body.ReadSequence();
        using (writer.PushSequence())
        {
            Copy(times, writer, 1);
            writer.WriteEncodedValue([tag, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);
        }
    });

    /// <summary>Replaces notBefore with the text of a UTCTime.</summary>
    public static byte[] WithStart(byte[] der, string text) => From(der, (body, writer) =>
    {
        Copy(body, writer, 4);
        var times = body.ReadSequence();
        using (writer.PushSequence())
        {
            times.ReadEncodedValue();
            writer.WriteEncodedValue([(byte)UniversalTagNumber.UtcTime, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);
            Copy(times, writer, 1);
        }
    });

    /// <summary>Adds an organizational unit of a string type to subject and issuer.</summary>
    public static byte[] WithUnit(byte[] der, byte tag, byte[] content) => From(der, (body, writer) =>
    {
        Copy(body, writer, 3);
        body.ReadEncodedValue();
        WriteUnit(writer, tag, content);
        Copy(body, writer, 1);
        body.ReadEncodedValue();
        WriteUnit(writer, tag, content);
    });

    private static void WriteUnit(AsnWriter writer, byte tag, byte[] content)
    {
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.11");
            writer.WriteEncodedValue([tag, (byte)content.Length, .. content]);
        }
    }

    private static void Copy(AsnReader from, AsnWriter to, int elements)
    {
        for (var i = 0; i < elements; i++)
        {
            to.WriteEncodedValue(from.ReadEncodedValue().Span);
        }
    }

    private static byte[] From(byte[] der, Action<AsnReader, AsnWriter> beginning)
    {
        var certificate = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var body = certificate.ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                beginning(body, writer);
                while (body.HasData)
                {
                    writer.WriteEncodedValue(body.ReadEncodedValue().Span);
                }
            }

            Copy(certificate, writer, 2);
        }

        return writer.Encode();
    }
}
