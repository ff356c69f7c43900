using System.Buffers.Binary;
using KubePki.Apply;
using KubePki.Files;
using KubePki.Plan;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Files;

public sealed class AccessListTests
{
    private const uint Nobody = uint.MaxValue;
    private const string Key = "/etc/kubernetes/pki/apiserver.key";

    [Theory]
    [InlineData(4, 4, 1003, "user 1003")]
    [InlineData(2, 2, 1003, "user 1003")]
    [InlineData(6, 0, 1003, "")]
    [InlineData(1, 7, 1003, "")]
    [InlineData(4, 4, 0, "")]
    [InlineData(4, 4, 7, "")]
    public void Who_is_let_at_a_file_is_decided_by_entry_and_mask(int permissions, int mask, uint user, string others)
        => Assert.Equal(others, string.Join(", ", AccessList.Read(List((2, permissions, user), (0x10, mask, Nobody)))!.Others(owner: 7)));

    [Fact]
    public void What_is_no_list_is_none()
    {
        Assert.Null(AccessList.Read([]));
        Assert.Null(AccessList.Read([3, 0, 0, 0]));
        Assert.Null(AccessList.Read([2, 0, 0, 0, 1]));
        var list = List((2, 4, 1003), (8, 4, 1003), (0x10, 4, Nobody));
        for (var length = 0; length < list.Length; length++)
        {
            Assert.Equal(length >= 4 && length % 8 == 4, AccessList.Read(list.AsSpan(0, length)) is not null);
        }
    }

    [Fact]
    public void The_group_bits_of_a_mode_beside_a_list_are_its_mask()
    {
        var list = AccessList.Read(List((2, 4, 1003), (4, 0, Nobody), (0x10, 4, Nobody)))!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, list.ModeOf(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
    }

    [Fact]
    public void A_new_key_does_not_get_the_entries_and_an_undo_brings_them_back()
    {
        using var node = new TestNode();
        Give(node.OnDisk(Key));
        var (state, plan) = (node.State, node.Plan("apiserver"));
        Assert.Equal(["user 1003", "u:1003:r", Key], Assert.Single(plan.Notes).Arguments);
        new RenewalExecution(node.Root, node.Clock, node.Transactions).Run(state, plan, [], () => { }).Must();
        Assert.Empty(Facts(node).OthersByList);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Facts(node).Mode);
        node.Transactions.Undo(null, force: false).Must();
        Assert.Equal(["user 1003"], Facts(node).OthersByList.Select(e => e.ToString()));
    }

    [Fact]
    public void A_key_that_is_kept_keeps_its_entries()
    {
        using var node = new TestNode();
        Give(node.OnDisk(Key));
        Assert.Empty(node.Plan(new RenewalWish { Names = ["apiserver"], ReuseKey = true }).Notes);
    }

    /// <summary>Lets user 1003 read a file.</summary>
    internal static void Give(string path)
    {
        using var file = Posix.OpenForReading(path, out _)!;
        var error = Posix.SetAttribute(file, AccessList.Attribute, List((1, 6, Nobody), (2, 4, 1003), (4, 0, Nobody), (0x10, 4, Nobody), (0x20, 0, Nobody)));
        Assert.SkipUnless(error == 0, "the file system knows no access control lists");
    }

    private static FileFacts Facts(TestNode node) => node.Root.Read(Key).Must().Facts;

    private static byte[] List(params (int Tag, int Permissions, uint Id)[] entries)
    {
        var list = new byte[4 + (8 * entries.Length)];
        list[0] = 2;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = list.AsSpan(4 + (8 * i));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)entries[i].Permissions);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], entries[i].Id);
        }

        return list;
    }
}
