using KubePki.Cli;
using KubePki.Cli.Present;

CoreDumps.Forbid();
StandardStreams.Prepare();
using var output = new SteadyWriter(StandardStreams.Output);
using var diagnostics = new SteadyWriter(StandardStreams.Error);
return CommandLine.Run(args, output, diagnostics);
