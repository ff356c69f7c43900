using KubePki.Cli;
using KubePki.Cli.Present;

CoreDumps.Forbid();
StandardStreams.Prepare();
using var output = new TerminalWriter(StandardStreams.Output);
using var diagnostics = new TerminalWriter(StandardStreams.Error);
return CommandLine.Run(args, output, diagnostics);
