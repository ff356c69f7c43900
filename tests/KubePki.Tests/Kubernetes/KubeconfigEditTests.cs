using System.Text;
using System.Text.Json;
using CsCheck;
using KubePki.Kubernetes;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Kubernetes;

public sealed class KubeconfigEditTests
{
    private static readonly JsonSerializerOptions Indented = new(
        )
    { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] Certificate = "new certificate"u8.ToArray();
    private static readonly byte[] Key = "new key, longer than the certificate"u8.ToArray();

    [Fact]
    public void Every_other_byte_stays_as_it_is()
        => (from text in KubeconfigText.Any from chosen in Gen.Int[0, text.Users.Count - 1] select (text, chosen)).Sample(
            t =>
            {
                var user = t.text.Users[t.chosen];
                var written = Kubeconfig.Read(t.text.Bytes, "f").Must().WithCredentials(user.Name, Certificate, Key).Must();
                var comments = user.Replaced(Convert.ToBase64String(Certificate), Convert.ToBase64String(Key));

                // A block scalar has no room for the comment that the other styles have.
                var expected = (t.text with { Users = [.. t.text.Users.Select((u, i) => i == t.chosen ? comments : u)] }).ToString();
                Assert.Equal(WithoutBlockComments(expected, t.text, t.chosen), Encoding.UTF8.GetString(written));
            },
            iter: 1000);

    [Fact]
    public void Json_is_changed_in_place_too()
        => (from indented in Gen.Bool from value in Gen.Byte.Array[1, 60] select (indented, value)).Sample(t =>
        {
            var before = Kubeconfig.Read(Encoding.UTF8.GetBytes(Json(t.indented, t.value, t.value)), "f").Must();
            Assert.Equal(t.value, before.User!.CertificateData);
            Assert.Equal(Json(t.indented, Certificate, Key), Encoding.UTF8.GetString(before.WithCredentials("a", Certificate, Key).Must()));
        });

    [Fact]
    public void Escapes_in_a_quoted_value_are_replaced_with_it()
    {
        var text =
            "{\"kind\":\"Config\",\"users\":[{\"name\":\"a\",\"user\":{"
                + "\"client-certificate-data\":\"\\/\\/\\/\\/\",\"client-key-data\":\"AA\\u003d\\u003d\"}}],\"clusters\":[]}";
        var edited = Kubeconfig.Read(Encoding.UTF8.GetBytes(text), "f").Must().WithCredentials("a", [0], [1]).Must();
        Assert.Equal(
            text.Replace("\\/\\/\\/\\/", "AA==", StringComparison.Ordinal).Replace("AA\\u003d\\u003d", "AQ==", StringComparison.Ordinal),
            Encoding.UTF8.GetString(edited));
    }

    [Theory]
    [InlineData("users:\n- name: a\n  user: &u\n    client-certificate-data: AA==\n    client-key-data: AA==\n- name: b\n  user: *u\n")]
    [InlineData("users:\n- name: a\n  user:\n    client-certificate-data: &c AA==\n    client-key-data: AA==\n- name: b\n  user:\n    client-certificate-data: *c\n    client-key-data: AA==\n")]
    [InlineData("x: &c AA==\nusers:\n- name: a\n  user:\n    client-certificate-data: *c\n    client-key-data: AA==\n")]
    [InlineData("users:\n- &e\n  name: a\n  user:\n    client-certificate-data: AA==\n    client-key-data: AA==\n- *e\n")]
    [InlineData("x: &d {client-certificate-data: AA==, client-key-data: AA==}\nusers:\n- name: a\n  user:\n    <<: *d\n")]
    [InlineData("users:\n- name: a\n  user:\n    client-certificate-data: AA==\n    client-key-data: AA==\n- name: a\n  user:\n    client-certificate-data: AA==\n    client-key-data: AA==\n")]
    [InlineData("users:\n- name: a\n  user:\n    client-certificate-data: AA==\n")]
    [InlineData("users:\n- name: a\n  user:\n    client-certificate: /x\n    client-key: /y\n")]
    [InlineData("users:\n- name: a\n  user:\n    client-certificate-data: | # a comment in the way\n      AA==\n    client-key-data: AA==\n")]
    [InlineData("users:\n- name: a\n  user:\n    client-certificate-data: !!str AA==\n    client-key-data: [AA==]\n")]
    [InlineData("users:\n- name: b\n")]
    public void What_is_shared_or_not_plainly_there_is_refused(string users)
        => Assert.Equal(
            ["a"],
            Kubeconfig.Read(Encoding.UTF8.GetBytes("kind: Config\n" + users), "f").Must().WithCredentials("a", Certificate, Key)
                .Fails(KubernetesMessages.CannotEdit).Arguments);

    [Fact]
    public void The_authorities_of_one_cluster_are_replaced()
    {
        const string text =
            "kind: Config\nclusters:\n- name: a # ours\n  cluster:\n    certificate-authority-data: \"AA==\" # old\n    server: "
                + "https://a\n- name: b\n  cluster: {certificate-authority-data: AA==}\n";
        var edited = Kubeconfig.Read(Encoding.UTF8.GetBytes(text), "f").Must().WithAuthorities("a", [1]).Must();
        Assert.Equal(text.Replace("\"AA==\"", "\"AQ==\"", StringComparison.Ordinal), Encoding.UTF8.GetString(edited));
    }

    [Theory]
    [InlineData("- name: a\n  cluster: &c\n    certificate-authority-data: AA==\n- name: b\n  cluster: *c\n")]
    [InlineData("- name: a\n  cluster:\n    certificate-authority-data: &d AA==\n- name: b\n  cluster:\n    certificate-authority-data: *d\n")]
    [InlineData("- name: a\n  cluster:\n    certificate-authority-data: AA==\n- name: a\n  cluster:\n    certificate-authority-data: AA==\n")]
    [InlineData("- name: a\n  cluster:\n    certificate-authority: /x\n")]
    [InlineData("- name: b\n  cluster:\n    certificate-authority-data: AA==\n")]
    public void Authorities_that_are_shared_or_not_there_are_refused(string clusters)
        => Assert.Equal(
            ["a"],
            Kubeconfig.Read(Encoding.UTF8.GetBytes("kind: Config\nclusters:\n" + clusters), "f").Must().WithAuthorities("a", Certificate)
                .Fails(KubernetesMessages.CannotEditCluster).Arguments);

    [Fact]
    public void A_byte_order_mark_is_kept_or_the_file_refused()
    {
        var text = "\ufeffkind: Config\nusers:\n- name: a\n  user:\n    client-certificate-data: AA==\n    client-key-data: AQ==\n";
        var read = Kubeconfig.Read(Encoding.UTF8.GetBytes(text), "f");
        if (read.Succeeded)
        {
            var edited = read.Value.WithCredentials("a", Certificate, Key);
            Assert.True(!edited.Succeeded || Encoding.UTF8.GetString(edited.Value).StartsWith("\ufeffkind", StringComparison.Ordinal));
        }
    }

    private static string Json(bool indented, byte[] certificate, byte[] key)
    {
        var (c, k) = (Convert.ToBase64String(certificate), Convert.ToBase64String(key));
        var text =
            $$$"""{"kind":"Config","users":[{"name":"a","user":{"client-key-data":"{{{k}}}","client-certificate-data":"{{{c}}}","x":1}}],"""
                + "\"clusters\":[],\"contexts\":null}";
        return indented ? System.Text.Json.Nodes.JsonNode.Parse(text)!.ToJsonString(Indented) : text;
    }

    private static string WithoutBlockComments(string expected, KubeconfigText before, int chosen)
    {
        var user = before.Users[chosen];
        foreach (var (style, value) in new[] { (user.CertificateStyle, Certificate), (user.KeyStyle, Key) })
        {
            if (style is ValueStyle.Literal or ValueStyle.Folded && user.Comment.Length > 0)
            {
                var line = Convert.ToBase64String(value);
                expected = expected.Replace(line + user.Comment, line, StringComparison.Ordinal);
            }
        }

        return expected;
    }

    /// <summary>
    /// An edit reads the whole file back, so one edit per user would take quadratic time: minutes for this file.
    /// </summary>
    [Fact]
    public void All_users_of_a_file_are_edited_at_once()
    {
        const int Count = 3_000;
        var data = Convert.ToBase64String(new byte[900]);
        var users = Enumerable.Range(0, Count).Select(i => $"user-{i}").ToList();
        var text = "apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers:\n"
            + string.Concat(users.Select(u => $"- name: {u}\n  user:\n    client-certificate-data: {data}\n    client-key-data: {data}\n"))
            + "- name: shared\n  user: &all\n    client-certificate-data: AAAA\n    client-key-data: AAAA\n- name: sharing\n  user: *all\n";
        var kubeconfig = Kubeconfig.Read(System.Text.Encoding.UTF8.GetBytes(text), "config").Must();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.All(users, user => Assert.Null(kubeconfig.EditProblem(user)));
        Assert.All(["shared", "sharing", "nobody"], user => Assert.NotNull(kubeconfig.EditProblem(user)));
        var edited = Kubeconfig.Read(
            kubeconfig.WithCredentials(users, "new certificate"u8.ToArray(), "new key"u8.ToArray()).Must(), "config").Must();
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"took {clock.Elapsed}");
        Assert.All(users, user => Assert.Equal("new key"u8.ToArray(), edited.FindUser(user)!.KeyData));
        Assert.Equal(new byte[3], edited.FindUser("shared")!.KeyData);
    }
}
