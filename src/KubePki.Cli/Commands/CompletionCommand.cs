using System.CommandLine;
using KubePki.Cli.Present;
using KubePki.Cli.Results;

namespace KubePki.Cli.Commands;

/// <summary>
/// <c>kubepki completion</c>: a script for the shell that calls the program itself for the completions, so that they always match the
/// existing commands.
/// </summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # bash completion for kubepki; load it with: source <(kubepki completion bash)
            _kubepki() {
                local IFS=$'\n' word=${COMP_WORDS[COMP_CWORD]}
                COMPREPLY=($(compgen -W "$(kubepki "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
            }
            complete -o default -F _kubepki kubepki
            """,
        ["zsh"] = """
            #compdef kubepki
            # zsh completion for kubepki; load it with: source <(kubepki completion zsh)
            _kubepki() {
                local -a words_found
                words_found=("${(@f)$(kubepki "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a words_found
                _files
            }
            compdef _kubepki kubepki
            # Loaded by its name from fpath, this text is the body of the function at its first call.
            [[ ${funcstack[1]} != _kubepki ]] || _kubepki "$@"
            """,
        ["fish"] = """
            # fish completion for kubepki; load it with: kubepki completion fish | source
            complete -c kubepki -a '(set -l line (commandline -cp); kubepki "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'
            """,
    };

    public static Command Build(CommonOptions common)
    {
        var shell = new Argument<string>("shell") { HelpName = "bash|zsh|fish", Description = HelpTexts.ShellArgument.In(common.Language) };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }] && !Scripts.ContainsKey(name))
            {
                result.AddError(HelpTexts.BadShell.In(common.Language, name, string.Join(", ", Scripts.Keys)));
            }
        });
        string[] examples = ["source <(kubepki completion bash)", "kubepki completion fish | source"];
        return new Verb("completion", HelpTexts.CompletionAbout, common, [.. examples]) { shell }.Does(common, (invocation, values) =>
        {
            invocation.Terminal.Document(Scripts[values.GetValue(shell)!]);
            return ExitCode.Done;
        });
    }
}
