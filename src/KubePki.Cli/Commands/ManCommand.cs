using System.CommandLine;
using KubePki.Cli.Present;
using KubePki.Cli.Results;
using KubePki.Localization;

namespace KubePki.Cli.Commands;

/// <summary><c>kubepki man</c>: the manual pages, made from the tables of the help. Packages install them.</summary>
internal static class ManCommand
{
    public static Command Build(CommonOptions common)
    {
        var words = new Argument<string[]>("words")
        {
            HelpName = "[COMMAND…]",
            Description = HelpTexts.ManArgument.In(common.Language),
            Arity = ArgumentArity.ZeroOrMore,
        };
        var list = Options.Switch(common, "--list", HelpTexts.ManListOption);
        var example = new Example("kubepki man backup create | man -l -", HelpTexts.ExampleMan);
        var verb = new Verb("man", HelpTexts.ManAbout, common, example) { Hidden = true };
        verb.Arguments.Add(words);
        verb.Options.Add(list);
        return verb.Does(common, (invocation, values) =>
        {
            var program = CommandLine.Whole(new CommonOptions(Language.English));
            if (values.GetValue(list))
            {
                var commands = ManualPage.Commands(program).Select(Help.PathOf);
                invocation.Terminal.Results(commands.Select(path => path[(ProgramName.Own.Length + 1)..]));
                return ExitCode.Done;
            }

            var asked = string.Join(' ', [ProgramName.Own, .. values.GetValue(words) ?? []]);
            if (ManualPage.Commands(program).Prepend(program).FirstOrDefault(command => Help.PathOf(command) == asked) is not { } found)
            {
                return invocation.Fail("man", CliMessages.NoManualPage.At(asked));
            }

            invocation.Terminal.Document(new ManualPage(program, found).Text());
            return ExitCode.Done;
        });
    }
}
