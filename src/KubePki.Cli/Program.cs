using KubePki.Cli;
using KubePki.Cli.Present;

StandardStreams.FillClosed();
using var output = new SteadyWriter(Console.OpenStandardOutput());
using var diagnostics = new SteadyWriter(Console.OpenStandardError());
return CommandLine.Run(args, output, diagnostics);
