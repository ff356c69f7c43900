using System.Text.RegularExpressions;

namespace KubePki.Authentication;

/// <summary>Static passwords and tokens, which a file decides, and bootstrap tokens and webhooks, which cannot be decided here.</summary>
internal static partial class StaticAuthenticators
{
    internal static Answer Password(Question question)
    {
        var (credential, settings) = (question.Credential, question.Settings);
        if (credential.UserName is not { } user || credential.Token is not null)
        {
            return Answer.PassesOn(AuthenticationMessages.NoPasswordSent.At(""));
        }

        if (settings.Passwords is not { Succeeded: true } passwords)
        {
            return Answer.Undecided(AuthenticationMessages.FileUnusable.At("", settings.PasswordFile!));
        }

        // If a user has several lines, the last one counts.
        var entry = passwords.Value.LastOrDefault(e => e.User == user);
        return entry is not null && entry.Is(credential.Password ?? "")
            ? new Answer(StepOutcome.Accepts, Identity: new Identity(entry.User, entry.Uid, entry.Groups))
            : Answer.Refuses(AuthenticationMessages.WrongPassword.At("", user));
    }

    internal static Answer Token(Question question)
    {
        var settings = question.Settings;
        if (settings.Tokens is not { Succeeded: true } tokens)
        {
            return Answer.Undecided(AuthenticationMessages.FileUnusable.At("", settings.TokenFile!));
        }

        var entry = tokens.Value.LastOrDefault(e => e.Is(question.Credential.SentToken!));
        return entry is null
            ? Answer.PassesOn(AuthenticationMessages.NotListed.At(""))
            : new Answer(StepOutcome.Accepts, Identity: new Identity(entry.User, entry.Uid, entry.Groups));
    }

    /// <summary>Only the cluster knows whether the bootstrap token's Secret exists. The token's ID gives the user name.</summary>
    internal static Answer Bootstrap(Question question)
    {
        var match = BootstrapForm().Match(question.Credential.SentToken!);
        if (!match.Success)
        {
            return Answer.PassesOn(AuthenticationMessages.NotBootstrap.At(""));
        }

        var id = match.Groups[1].Value;
        return Answer.Undecided(
            AuthenticationMessages.BootstrapSecret.At("", $"bootstrap-token-{id}"),
            new Identity($"system:bootstrap:{id}", null, ["system:bootstrappers"]));
    }

    internal static Answer Webhook(Question question) => Answer.Undecided(AuthenticationMessages.Elsewhere.At(
        "", question.Settings.WebhookServer is { } server ? $"{server} ({question.Settings.Webhook})" : question.Settings.Webhook!));

    /// <summary>k8s.io/cluster-bootstrap/token/api, BootstrapTokenPattern.</summary>
    [GeneratedRegex(@"\A([a-z0-9]{6})\.([a-z0-9]{16})\z", RegexOptions.CultureInvariant)]
    private static partial Regex BootstrapForm();
}
