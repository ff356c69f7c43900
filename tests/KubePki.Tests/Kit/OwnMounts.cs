using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace KubePki.Tests.Kit;

/// <summary>Mounts that only one thread sees and that end with it: a full disk, a file that cannot be replaced by a rename.</summary>
internal static partial class OwnMounts
{
    private const int Page = 4096;
    private const int NewMountNamespace = 0x20000;
    private const ulong Bind = 0x1000, Recursive = 0x4000, Private = 0x40000;
    private const int Force = 1, Detach = 2;

    /// <summary>Runs an action while a directory is a disk with that many free pages. A file named "ballast" fills the rest.</summary>
    public static void WithFullDisk(string directory, int pages, Action work) => InOwnNamespace(directory, work, () =>
    {
        Assert.Equal(0, Mount("none", directory, "tmpfs", 0, $"size={(pages + 1) * Page},mode=700"));
        File.WriteAllBytes($"{directory}/ballast", new byte[Page]);
    });

    /// <summary>Runs an action while a file can be written to but not replaced.</summary>
    public static void WithHeldFile(string file, Action work)
        => InOwnNamespace(file, work, () => Assert.Equal(0, Mount(file, file, "", Bind, "")));

    /// <summary>
    /// Runs an action while a directory is a file system of a user's own, which stops responding after a number of answers.
    /// </summary>
    public static void WithSilentFiles(string directory, SilentFiles files, Action work) => InOwnNamespace(directory, work, () =>
    {
        files.OpenDevice();
        var options = $"fd={files.Descriptor},rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions";
        Assert.SkipUnless(Mount("fuse", directory, "fuse", 0, options) == 0, "FUSE cannot be mounted here");
        files.Begin();
    });

    private static void InOwnNamespace(string place, Action work, Action mount)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.SkipUnless(
                    Unshare(NewMountNamespace) == 0 && Mount("none", "/", "", Recursive | Private, "") == 0, "only root may mount");
                mount();
                try
                {
                    work();
                }
                finally
                {
                    // Threads that this thread started share its mounts and would keep them. The forced unmount also ends their calls to a
                    // file system that does not respond.
                    _ = Unmount(place, Force);
                    _ = Unmount(place, Detach);
                }
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "unshare")]
    private static partial int Unshare(int what);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string options);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
