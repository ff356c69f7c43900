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
    public void Entry_and_mask_decide_who_may_access_a_file(int permissions, int mask, uint user, string others)
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
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            list.ModeOf(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
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
        Assert.Empty(node.Plan(new RenewalSpec { Names = ["apiserver"], ReuseKey = true }).Notes);
    }

    [Fact]
    public void A_key_that_is_created_anew_does_not_get_the_entries()
    {
        using var node = new BareNode();
        node.Create().Must();
        Give(node.OnDisk(Key));
        Give(node.OnDisk("/etc/kubernetes/admin.conf"));
        var plan = node.Plan(BareNode.Configuration, "apiserver", "admin.conf");
        Assert.Equal(
            [Key, "/etc/kubernetes/admin.conf"],
            plan.Actions.SelectMany(a => a.Notes).Where(n => n.Is(PlanMessages.EntriesLeftOut)).Select(n => n.Where));
        node.Carry(plan).Must();
        Assert.All([Key, "/etc/kubernetes/admin.conf"], path => Assert.Empty(node.Root.Read(path).Must().Facts.OthersByList));
    }

    /// <summary>A kubeconfig is changed twice if its CA was replaced: its credentials, then its trusted CA.</summary>
    [Fact]
    public void A_second_change_of_a_kubeconfig_does_not_bring_the_entries_back()
    {
        using var node = new TestNode();
        var item = node.State.Find("admin.conf")!;
        List<Change> changes = [];
        var edits = new KubeconfigEdits(changes);
        Assert.Null(edits.Edit(
            item, null, k => k.WithCredentials(item.UserName!, node.Read("/etc/kubernetes/pki/ca.crt"), node.Read(Key)),
            holdsNewKey: true));
        Assert.Null(edits.Edit(item, null, k => k.WithAuthorities(k.Cluster!.Name, node.Read("/etc/kubernetes/pki/etcd/ca.crt"))));
        Assert.True(Assert.IsType<PutFile>(Assert.Single(changes)).HoldsNewKey);
    }

    /// <summary>
    /// A directory's default ACL adds a reader to every new file. The entry takes effect when the file gets a mode with group bits.
    /// </summary>
    [Fact]
    public void A_directory_gives_a_new_key_no_reader()
    {
        using var node = new TestNode();
        File.SetUnixFileMode(node.OnDisk(Key), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        using (var directory = Posix.OpenForReading(node.OnDisk("/etc/kubernetes/pki"), out _)!)
        {
            var list = List((1, 6, Nobody), (2, 4, 1003), (4, 4, Nobody), (0x10, 4, Nobody), (0x20, 0, Nobody));
            Assert.SkipUnless(
                Posix.SetAttribute(directory, "system.posix_acl_default", list) == 0, "the file system knows no access control lists");
        }

        node.Renew("apiserver").Must();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, Facts(node).Mode);
        Assert.Empty(Facts(node).OthersByList);
        Assert.Null(Facts(node).Access);
    }

    /// <summary>Lets user 1003 read a file.</summary>
    internal static void Give(string path)
    {
        using var file = Posix.OpenForReading(path, out _)!;
        var error = Posix.SetAttribute(
            file, AccessList.Attribute, List((1, 6, Nobody), (2, 4, 1003), (4, 0, Nobody), (0x10, 4, Nobody), (0x20, 0, Nobody)));
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
