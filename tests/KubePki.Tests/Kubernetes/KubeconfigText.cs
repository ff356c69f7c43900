using System.Globalization;
using System.Text;
using CsCheck;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

/// <summary>The YAML style of a value.</summary>
internal enum ValueStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
    QuotedLines,
}

/// <summary>One user of a generated kubeconfig and its YAML style.</summary>
internal sealed record UserText(
    string Name, string Certificate, string Key, ValueStyle CertificateStyle, ValueStyle KeyStyle, bool KeyFirst, string Extra,
    string Comment)
{
    /// <summary>The expected text after its credentials were replaced: a value of several lines becomes one plain line.</summary>
    public UserText Replaced(string certificate, string key) => this with
    {
        Certificate = certificate,
        Key = key,
        CertificateStyle = After(CertificateStyle),
        KeyStyle = After(KeyStyle),
    };

    private static ValueStyle After(ValueStyle style) => style switch
    {
        ValueStyle.Literal or ValueStyle.Folded => ValueStyle.Plain,
        ValueStyle.QuotedLines => ValueStyle.DoubleQuoted,
        _ => style,
    };
}

/// <summary>A kubeconfig as users and programs write it, in every YAML style.</summary>
internal sealed record KubeconfigText(
    IReadOnlyList<UserText> Users, string Newline, string Header, string Footer, bool UsersFirst, bool Indented)
{
    public static readonly Gen<KubeconfigText> Any =
        from users in User.Array[1, 4]
        from newline in Kit.Any.Of("\n", "\r\n")
        from header in Kit.Any.Of("", "# made by hand\n", "---\n", "# 管理员 🔑 of the cluster\n\n")
        from footer in Kit.Any.Of("", "# the end", "\n\n", "unknown: {a: [1, 2], b: 'c'}\n")
        from usersFirst in Gen.Bool
        from indented in Gen.Bool
        select new KubeconfigText(
            [.. users.Select((u, i) => u with { Name = $"{u.Name}-{i.ToString(CultureInfo.InvariantCulture)}" })], newline, header, footer,
            usersFirst, indented);

    private static Gen<UserText> User =>
        from name in Kit.Any.Of("kubernetes-admin", "admin@example.com", "ns/user", "用户")
        from certificate in Base64
        from key in Base64
        from styles in Gen.Enum<ValueStyle>().Array[2]
        from keyFirst in Gen.Bool
        from extra in Kit.Any.Of("", "as: someone", "x-note: \"tab\\tand 'quote'\"")
        from comment in Kit.Any.Of("", "  # ours 🔑", " # client-key-data: no")
        select new UserText(name, certificate, key, styles[0], styles[1], keyFirst, extra, comment);

    private static Gen<string> Base64 => Gen.Byte.Array[1, 200].Select(Convert.ToBase64String);

    public byte[] Bytes => Encoding.UTF8.GetBytes(ToString());

    public override string ToString()
    {
        var cluster = "clusters:\n- cluster: {server: https://10.0.0.1:6443}\n  name: kubernetes\ncontexts:\n"
            + string.Concat(Users.Select(u => $"- context:\n    cluster: kubernetes\n    user: {u.Name}\n  name: c-{u.Name}\n"))
            + $"current-context: c-{Users[0].Name}\n";
        var users = "users:\n" + string.Concat(Users.Select(UserEntry));
        var text = Header + "apiVersion: v1\n" + (UsersFirst ? users + cluster : cluster + users) + "kind: Config\n" + Footer;
        return text.Replace("\n", Newline, StringComparison.Ordinal);
    }

    private string UserEntry(UserText user)
    {
        var margin = Indented ? "  " : "";
        var inner = margin + "    ";
        var certificate = Field("client-certificate-data", user.Certificate, user.CertificateStyle, user.Comment, inner);
        var key = Field("client-key-data", user.Key, user.KeyStyle, user.Comment, inner);
        var extra = user.Extra.Length > 0 ? $"{inner}{user.Extra}\n" : "";
        return $"{margin}- name: {user.Name}\n{margin}  user:\n{(user.KeyFirst ? key + extra + certificate : certificate + key + extra)}";
    }

    private static string Field(string name, string value, ValueStyle style, string comment, string margin)
    {
        var lines = value.Chunk(20).Select(c => new string(c));
        return margin + name + ": " + style switch
        {
            ValueStyle.SingleQuoted => $"'{value}'{comment}\n",
            ValueStyle.DoubleQuoted => $"\"{value}\"{comment}\n",
            ValueStyle.Literal => "|\n" + string.Concat(lines.Select(l => $"{margin}  {l}\n")),
            ValueStyle.Folded => ">-\n" + string.Concat(lines.Select(l => $"{margin}  {l}\n")),
            ValueStyle.QuotedLines => $"\"{string.Join($"\n{margin}  ", lines)}\"{comment}\n",
            _ => $"{value}{comment}\n",
        };
    }
}
