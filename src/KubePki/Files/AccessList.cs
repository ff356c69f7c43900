using System.Buffers.Binary;

namespace KubePki.Files;

/// <summary>A user or group that an access control list names.</summary>
/// <param name="IsGroup">Whether it is a group.</param>
/// <param name="Id">The user or group ID.</param>
internal readonly record struct AccessEntry(bool IsGroup, uint Id)
{
    /// <summary>The entry that grants read access, in the format of setfacl.</summary>
    public string ToRead => $"{(IsGroup ? 'g' : 'u')}:{Id}:r";

    /// <inheritdoc/>
    public override string ToString() => $"{(IsGroup ? "group" : "user")} {Id}";
}

/// <summary>
/// A file's access control list (acl(5)), as stored in the extended attribute system.posix_acl_access. If there is a list, the group bits
/// of the mode are its mask, not the permissions of the group.
/// </summary>
internal sealed class AccessList
{
    /// <summary>The name of the extended attribute.</summary>
    internal const string Attribute = "system.posix_acl_access";

    /// <summary>ACL_READ and ACL_WRITE: write access to a file allows replacing the key in it.</summary>
    private const ushort ReadOrWrite = 6;
    private const uint Version = 2;
    private const int HeaderLength = 4;
    private const int EntryLength = 8;
    private const int GroupShift = 3;
    private const UnixFileMode GroupBits = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private readonly IReadOnlyList<(Tag Tag, ushort Permissions, uint Id)> _entries;

    private AccessList(IReadOnlyList<(Tag Tag, ushort Permissions, uint Id)> entries) => _entries = entries;

    /// <summary>The tags of linux/posix_acl.h.</summary>
    private enum Tag : ushort
    {
        User = 0x02,
        OwningGroup = 0x04,
        Group = 0x08,
        Mask = 0x10,
    }

    /// <summary>Parses the list from an attribute; null if it is not a list of a known version.</summary>
    internal static AccessList? Read(ReadOnlySpan<byte> value)
    {
        if (value.Length < HeaderLength || (value.Length - HeaderLength) % EntryLength != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(value) != Version)
        {
            return null;
        }

        var entries = new List<(Tag, ushort, uint)>();
        for (var rest = value[HeaderLength..]; rest.Length > 0; rest = rest[EntryLength..])
        {
            entries.Add(((Tag)BinaryPrimitives.ReadUInt16LittleEndian(rest), BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]),
                BinaryPrimitives.ReadUInt32LittleEndian(rest[4..])));
        }

        return new AccessList(entries);
    }

    /// <summary>
    /// The users and groups that can read or write the file because of a named entry, except root, root's group and the owner.
    /// </summary>
    public IReadOnlyList<AccessEntry> Others(uint owner) => [.. _entries
        .Where(e => e.Tag is Tag.User or Tag.Group && (e.Permissions & Mask & ReadOrWrite) != 0 && e.Id != 0
            && !(e.Tag == Tag.User && e.Id == owner))
        .Select(e => new AccessEntry(e.Tag == Tag.Group, e.Id))];

    /// <summary>The mode with the permissions of the owning group instead of the mask: the mode of the file without its list.</summary>
    public UnixFileMode ModeOf(UnixFileMode mode)
        => (mode & ~GroupBits) | (UnixFileMode)((_entries.FirstOrDefault(e => e.Tag == Tag.OwningGroup).Permissions & Mask) << GroupShift);

    private ushort Mask => _entries.Any(e => e.Tag == Tag.Mask) ? _entries.First(e => e.Tag == Tag.Mask).Permissions : ushort.MaxValue;
}
