using System.Globalization;
using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>
/// Converts a host of an Ansible inventory to a node. A relevant value that cannot be known here, such as a template or an encrypted value,
/// is refused: without it, kubepki could connect to another machine. Pure.
/// </summary>
internal static class AnsibleHost
{
    /// <summary>If several of these variables are set, the later names win, as in Ansible's ssh connection.</summary>
    private static readonly string[] Address = ["ansible_host", "ansible_ssh_host"];
    private static readonly string[] PortNames = ["ansible_port", "ansible_ssh_port"];
    private static readonly string[] User = ["ansible_user", "ansible_ssh_user"];
    private static readonly string[] KeyFile = ["ansible_private_key_file", "ansible_ssh_private_key_file"];

    private static readonly string[] Become = ["ansible_become"];
    private static readonly string[] Connection = ["ansible_connection"];
    private static readonly string[] Root = ["kubepki_root"];

    private static readonly string[] ConnectionsBySsh =
    [
        "ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.ssh", "ansible.builtin.paramiko_ssh",
    ];
    private static readonly string[] ConnectionsHere = ["local", "ansible.builtin.local"];

    internal static Outcome<NodeTarget> Node(string host, HostVariables variables, string where)
    {
        (string[] Names, Func<string, bool> IsRight, bool IsTruth)[] wanted =
        [
            (Connection, _ => true, false), (Address, IsAddress, false), (PortNames, text => Port(text) is not null, false),
            (User, IsWord, false),
            (KeyFile, text => !text.Any(char.IsControl), false), (Become, _ => true, true), (Root, text => text.StartsWith('/'), false),
        ];
        foreach (var (names, isRight, isTruth) in wanted)
        {
            if (variables.Find(names) is { } found && Wrong(host, found.Name, found.Value, isRight, isTruth) is { } wrong)
            {
                return wrong;
            }
        }

        var connection = variables.Find(Connection)?.Value;
        var isHere = ConnectionsHere.Contains(connection?.Text);
        if (connection is not null && !isHere && !ConnectionsBySsh.Contains(connection.Text))
        {
            return InventoryMessages.OtherConnection.At(connection.Place, connection.Text!, host);
        }

        if (!isHere && variables.HiddenBy(Address) is { } vaulted)
        {
            return InventoryMessages.VaultedFile.At(vaulted, host);
        }

        if (!isHere && Text(Address) is null && !IsAddress(host))
        {
            return FleetMessages.BadNode.At(where, host);
        }

        return new NodeTarget(host, Text(Address) ?? host)
        {
            IsHere = isHere,
            Root = Text(Root) ?? "/",
            User = Text(User),
            Port = Text(PortNames) is { } port ? Port(port) : null,
            IdentityFile = Text(KeyFile),
            Become = IsTrue(Text(Become)),
        };

        string? Text(string[] names) => variables.Find(names)?.Value.Text;
    }

    /// <summary>Parses a port; null if the text is not a port.</summary>
    internal static int? Port(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 && text[0] != '0'
            ? port
            : null;

    /// <summary>Whether a text is true by Ansible's rules for booleans.</summary>
    internal static bool IsTrue(string? text) => text?.ToUpperInvariant() is "TRUE" or "YES" or "ON" or "1" or "Y" or "T";

    /// <summary>
    /// Whether the text is a host, with an optional user before it. A text that ssh would parse as an option passes here, and is refused by
    /// the check of all nodes.
    /// </summary>
    private static bool IsAddress(string text) => HostPattern.IsHost(text[(text.LastIndexOf('@') + 1)..]) || text[0] == '-';

    private static bool IsWord(string text) => !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static Problem? Wrong(string host, string name, InventoryValue value, Func<string, bool> isRight, bool isTruth)
        => value.IsVaulted ? InventoryMessages.Vaulted.At(value.Place, name, host)
            : value.IsTemplate ? InventoryMessages.Template.At(value.Place, name, host)
            : (value.IsOtherThanText && !(isTruth && value.Text is not null)) || !isRight(value.Text!)
                ? InventoryMessages.BadValue.At(value.Place, name, host, Shown(value.Text ?? "[…]"))
            : null;

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
