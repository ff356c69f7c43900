using System.Text;
using KubePki.Authentication;
using KubePki.Files;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Authentication;

/// <summary>A credential is recognised by its content, or read as the kind that is specified.</summary>
public sealed class CredentialReaderTests
{
    private const string Head =
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- name: c\n  context: {cluster: k, user: u}\nclusters:\n- name: k\n "
            + " cluster: {server: 'https://h:6443'}\nusers:\n- name: u\n  user:\n";

    [Fact]
    public void Tokens_and_passwords_are_told_apart_by_the_colon()
    {
        Assert.Equal("abc.def.ghi", Read("abc.def.ghi\n").Token);
        var password = Read("ann:pa:ss\n");
        Assert.Equal(("ann", "pa:ss", null), (password.UserName, password.Password, password.Token));
        Assert.Equal("ann:pa", Read("ann:pa", CredentialKind.Token).Token);
    }

    [Fact]
    public void Certificates_are_read_with_or_without_their_key()
    {
        var made = Recipe.Leaf().SelfSigned();
        using var key = made.AsPrivateKey();
        var alone = Read(Encoding.ASCII.GetString(made.Certificate.ToPem()));
        Assert.True(alone is { Certificates.Count: 1, HoldsItsKey: null, Token: null });
        Assert.True(Read(Encoding.ASCII.GetString([.. made.Certificate.ToPem(), .. key.ToPem()])).HoldsItsKey);
    }

    [Theory]
    [InlineData("client.pem", true)]
    [InlineData("other.pem", false)]
    [InlineData("missing.pem", null)]
    public void A_key_in_a_file_of_its_own_is_looked_at(string keyFile, bool? holds)
    {
        var (made, other) = (Recipe.Leaf().SelfSigned(), Recipe.Leaf().SelfSigned());
        using var key = made.AsPrivateKey();
        using var foreign = other.AsPrivateKey();
        var files = new Dictionary<string, byte[]>
        {
            ["client.pem"] = [.. made.Certificate.ToPem(), .. key.ToPem()],
            ["other.pem"] = foreign.ToPem(),
        };
        var text = $"{Head}    client-certificate: client.pem\n    client-key: {keyFile}\n";
        var credential = CredentialReader.Read(
            Encoding.UTF8.GetBytes(text), "f", CredentialKind.Any,
            path => files.TryGetValue(path, out var content) ? content.ToArray() : FileMessages.Missing.At(path))
            .Must();
        Assert.Equal(holds, credential.HoldsItsKey);
    }

    [Theory]
    [InlineData("    token: abc\n", "abc", null, null)]
    [InlineData("    token: abc\n    tokenFile: /var/run/token\n", "of /var/run/token", null, null)]
    [InlineData("    username: ann\n    password: secret\n", null, "ann", "secret")]
    [InlineData("    username: ann\n", null, "ann", "")]
    public void A_kubeconfig_gives_what_a_client_would_send(string user, string? token, string? name, string? password)
    {
        var credential = Read(Head + user);
        Assert.Equal((token, name, password), (credential.Token, credential.UserName, credential.Password));
    }

    [Fact]
    public void A_command_is_not_run()
    {
        var credential = Read(Head + "    exec: {command: aws-iam-authenticator}\n");
        credential.Unknown.IsOf(AuthenticationMessages.Command);
        Assert.False(credential.IsEmpty);
    }

    [Theory]
    [InlineData("", "no-credential")]
    [InlineData("\n \n", "no-credential")]
    [InlineData("one\ntwo\n", "several-lines")]
    public void A_file_that_is_not_a_credential_is_reported(string text, string problem)
        => Assert.Equal(problem, CredentialReader.Read(Encoding.UTF8.GetBytes(text), "f", CredentialKind.Token, Beside).Problem!.Id);

    [Fact]
    public void A_password_needs_a_name()
        => CredentialReader.Read("secret"u8.ToArray(), "f", CredentialKind.Password, Beside).Fails(AuthenticationMessages.NoPassword);

    [Fact]
    public void Problems_never_repeat_the_secret()
    {
        foreach (var text in new[] { "s3cret\ns3cret", new string('s', 70_000), ":s3cret" })
        {
            var problem = CredentialReader.Read(Encoding.UTF8.GetBytes(text), "f", CredentialKind.Any, Beside).Problem;
            Assert.NotNull(problem);
            Assert.DoesNotContain("s3cret", problem.ToString() + problem.Hint(Language.Chinese), StringComparison.Ordinal);
        }
    }

    private static Credential Read(string text, CredentialKind kind = CredentialKind.Any)
        => CredentialReader.Read(Encoding.UTF8.GetBytes(text), "f", kind, Beside).Must();

    private static Outcome<byte[]> Beside(string path)
        => path.StartsWith('/') ? Encoding.UTF8.GetBytes($"of {path}\n") : FileMessages.Missing.At(path);
}
