using System.CommandLine;
using System.Globalization;
using KubePki.Apply;
using KubePki.Catalogue;
using KubePki.Cli.Documents;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;
using KubePki.Plan;
using KubePki.X509;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki kubeconfig create|user</c>: kubeconfigs for components and for users.</summary>
internal static class KubeconfigCommand
{
    private const string Name = "kubeconfig";
    private const string Masters = "system:masters";

    public static Command Build(CommonOptions common) => new Verb(Name, HelpTexts.KubeconfigAbout, common) { Create(common), User(common) };

    private static Command Create(CommonOptions common)
    {
        var names = new Argument<string[]>("name")
        {
            HelpName = "[NAME…]",
            Description = HelpTexts.KubeconfigNameArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrMore,
        };
        var known = CreationPlanner.Names.Where(n => KubeadmCatalogue.Find(n)!.Kind == EntryKind.Kubeconfig).ToList();
        names.CompletionSources.Add([.. known]);
        var creating = new CreationOptions(common);
        var target = new TargetOptions(common);
        var verb = new Verb(
            "create",
            HelpTexts.KubeconfigCreateAbout,
            common,
            "kubepki kubeconfig create",
            new("kubepki kubeconfig create admin.conf --server https://k8s.example.com:6443", HelpTexts.ExampleServer)) { names };
        target.AddTo(verb);
        creating.AddTo(verb);
        return verb.Does(common, (invocation, values) =>
        {
            var wished = values.GetValue(names) ?? [];
            if (wished.Except(known).FirstOrDefault() is { } unknown)
            {
                return invocation.Fail(Name, PlanMessages.UnknownName.At("", unknown, string.Join(' ', known)));
            }

            return creating.Run(
                invocation,
                values,
                Name,
                node => node with { Facts = target.Apply(node.Facts, values) },
                wished.Length > 0 ? wished : null,
                known);
        });
    }

    private static Command User(CommonOptions common)
    {
        var user = new Argument<string>("user") { HelpName = "NAME", Description = HelpTexts.UserArgument.In(common.Language) };
        var groups = new Option<string[]>("--group")
        {
            Description = HelpTexts.GroupOption.In(common.Language),
            HelpName = "GROUP",
            Arity = ArgumentArity.OneOrMore,
        };
        var file = new Option<string?>("--file") { Description = HelpTexts.KubeconfigFileOption.In(common.Language), HelpName = "FILE" };
        var validity = Options.Value(common, "--validity", "30d|1y|2036-01-01", HelpTexts.UserValidityOption, Validity.Parse);
        var keyAlgorithm = Options.KeyKind(common, HelpTexts.CreateKeyOption);
        var configuration = new ConfigurationOption(common);
        var target = new TargetOptions(common);
        var authorityKeys = new AuthorityKeyOptions(common);
        var verb = new Verb(
            "user",
            HelpTexts.KubeconfigUserAbout,
            common,
            new("kubepki kubeconfig user ann --group developers --validity 30d", HelpTexts.ExampleUser),
            "kubepki kubeconfig user ann --group developers --group on-call --file /home/ann/.kube/config")
        {
            user, groups, file, validity, keyAlgorithm, configuration.Option,
        }.Leaving(Trace.Place);
        target.AddTo(verb);
        authorityKeys.AddTo(verb);
        return verb.Does(common, (invocation, values) =>
        {
            var known = configuration.Read(invocation, values);
            if (!known.Succeeded)
            {
                return invocation.Fail(Name, known.Problem);
            }

            // Keys are read, and a passphrase is asked for, only where they can be used.
            var read = authorityKeys.Read(invocation, values);
            if (!read.Succeeded)
            {
                return invocation.Fail(Name, read.Problem);
            }

            using var keys = read.Value;

            var facts = target.Apply(known.Value.Facts, values);
            var spec = new UserKubeconfigSpec(
                values.GetValue(user)!,
                values.GetValue(groups) ?? [],
                values.GetValue(validity) ?? Validity.OneYear,
                values.GetValue(keyAlgorithm) ?? facts.KeyAlgorithm);
            var plan = keys.Into(known.Value.State).Then(state => UserKubeconfigPlan.Of(state, facts, spec));
            return plan.Succeeded
                ? Write(invocation, plan.Value, keys, values.GetValue(file) ?? $"{spec.User.Replace('/', '_')}.conf")
                : invocation.Fail(Name, plan.Problem);
        });
    }

    private static int Write(Invocation invocation, UserKubeconfigPlan plan, GivenKeys keys, string file)
    {
        var terminal = invocation.Terminal;
        var written = UserKubeconfigFile.Write(invocation.Root, plan, Path.GetFullPath(file), keys);
        if (!written.Succeeded)
        {
            return invocation.Fail(Name, written.Problem);
        }

        if (plan.Identity.Organizations.Contains(Masters))
        {
            terminal.Note(terminal.Yellow(terminal.Say(Texts.MastersForever, Masters)));
        }

        if (plan.CappedFrom is { } wished)
        {
            terminal.Note(terminal.Yellow("! "
                + terminal.Say(Texts.Capped, plan.Authority.Name, Times.Day(plan.NotAfter), Times.Day(wished)).TrimEnd(':', '：')));
        }

        if (terminal.IsDocument)
        {
            return invocation.Report(ResultDocument.Of(Name, Words.Done) with
            {
                Path = Path.GetFullPath(file),
                User = plan.Identity.CommonName,
                Groups = plan.Identity.Organizations,
                Server = plan.Facts.Server,
                NotAfter = written.Value.NotAfter,
            });
        }

        terminal.Results([terminal.Say(
            Texts.UserMade,
            file, plan.Identity.CommonName, string.Join(", ", plan.Identity.Organizations.DefaultIfEmpty("-")), plan.Facts.Server,
            Times.Day(plan.NotAfter))]);
        return ExitCode.Done;
    }
}

/// <summary>The options for the server and the cluster name of a kubeconfig.</summary>
internal sealed class TargetOptions(CommonOptions common)
{
    private readonly Option<GivenServer?> _server = Options.Value<GivenServer>(
        common, "--server", "URL", HelpTexts.ServerOption, GivenServer.Parse);
    private readonly Option<string?> _cluster = new("--cluster-name")
    {
        Description = HelpTexts.ClusterNameOption.In(common.Language),
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_cluster);
    }

    public ClusterFacts Apply(ClusterFacts facts, CommandValues values)
        => facts with
        {
            GivenServer = values.GetValue(_server)?.Text ?? facts.GivenServer,
            ClusterName = values.GetValue(_cluster) is { Length: > 0 } name ? name : facts.ClusterName,
        };

    private sealed record GivenServer(string Text)
    {
        public static Outcome<GivenServer> Parse(string text)
            => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.AbsolutePath == "/"
                ? new GivenServer(text.TrimEnd('/'))
                : CliMessages.BadServer.At("", text);
    }
}
