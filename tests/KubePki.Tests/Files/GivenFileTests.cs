using System.IO.Pipes;
using System.Text;
using KubePki.Files;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Files;

/// <summary>An operator may name a file, or a pipe that their shell made. kubepki waits for nothing else.</summary>
public sealed class GivenFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_pipe_of_the_shell_is_read_to_its_end()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var writer = new Thread(() =>
        {
            foreach (var part in new[] { new string('a', 5000), new string('b', 5000) })
            {
                pipe.Write(Encoding.UTF8.GetBytes(part));
                Thread.Sleep(50);
            }

            pipe.Dispose();
        });
        using var end = pipe.ClientSafePipeHandle;
        writer.Start();
        var read = GivenFile.Read($"/dev/fd/{end.DangerousGetHandle()}").Must();
        Assert.Equal(10000, read.Content.Length);
        Assert.Equal("ab", $"{(char)read.Content[4999]}{(char)read.Content[5000]}");
    }

    [Fact]
    public void A_file_behind_a_descriptor_is_read()
    {
        using var file = File.OpenHandle(_scratch.Write("file", [1, 2]));
        Assert.Equal([1, 2], GivenFile.Read($"/dev/fd/{file.DangerousGetHandle()}").Must().Content);
    }

    [Fact]
    public void A_fifo_a_socket_and_a_device_are_no_files()
    {
        Libc.MakeFifo($"{_scratch.Path}/fifo");
        Assert.Equal(["FIFO"], GivenFile.Read($"{_scratch.Path}/fifo").Problem.IsOf(FileMessages.NotAFile).Arguments);
        Assert.Equal(["device"], GivenFile.Read("/dev/zero").Problem.IsOf(FileMessages.NotAFile).Arguments);
        GivenFile.Read("/dev/nowhere").Problem.IsOf(FileMessages.Missing);
    }
}
