using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Why a value of an inventory cannot be used: it could lead to another machine than the one Ansible connects to.</summary>
internal static class InventoryMessages
{
    private const string WriteIt = "write the value itself for this host, or give the nodes with --nodes";
    private const string WriteItChinese = "请为该主机直接写出该值，或用 --nodes 指定节点";

    /// <summary>A value that only Ansible can fill in; {0} is the variable, {1} the host.</summary>
    public static readonly Message Template = new(
        "inventory-template", "the variable {0} of host {1} is a template, which only Ansible can fill in",
        "主机 {1} 的变量 {0} 是模板，只有 Ansible 能填充", WriteIt, WriteItChinese, Kind: ProblemKind.Usage);

    /// <summary>A value that ansible-vault encrypted; {0} is the variable, {1} the host.</summary>
    public static readonly Message Vaulted = new(
        "inventory-vault", "the variable {0} of host {1} is encrypted with ansible-vault",
        "主机 {1} 的变量 {0} 已用 ansible-vault 加密", WriteIt, WriteItChinese, Kind: ProblemKind.Usage);

    /// <summary>A file that ansible-vault encrypted and that may contain the address of a host; {0} is the host.</summary>
    public static readonly Message VaultedFile = new(
        "inventory-vault", "is encrypted with ansible-vault and may hold the address of host {0}", "已用 ansible-vault 加密，其中可能含有主机 {0} 的地址",
        "write ansible_host for this host where it takes precedence (the host's own line in the inventory, or host_vars), or give "
            + "the nodes with --nodes",
        "请在更优先的位置（主机清单中该主机所在行或 host_vars）写出 ansible_host，或用 --nodes 指定节点", Kind: ProblemKind.Usage);

    /// <summary>A value that cannot be used; {0} is the variable, {1} the host, {2} the value.</summary>
    public static readonly Message BadValue = new(
        "inventory-value", "the variable {0} of host {1} cannot be used: {2}",
        "主机 {1} 的变量 {0} 无法使用：{2}", WriteIt, WriteItChinese, Kind: ProblemKind.Usage);

    /// <summary>A connection other than ssh; {0} is the connection, {1} the host.</summary>
    public static readonly Message OtherConnection = new(
        "inventory-connection", "host {1} uses ansible_connection={0}; kubepki supports only ssh and local",
        "主机 {1} 通过 ansible_connection={0} 连接；kubepki 只支持 ssh 和 local", "run kubepki on that node itself", "请在该节点上直接运行 kubepki",
        Kind: ProblemKind.Usage);

    /// <summary>A group that has variables or is a child, but is not declared; {0} is the group.</summary>
    public static readonly Message UndefinedGroup = new(
        "inventory-group", "the group '{0}' is not defined, so Ansible does not read this inventory", "组“{0}”未定义，因此 Ansible 不会读取此主机清单",
        "add [{0}], or correct the name", "请添加 [{0}] 或修正名称", Kind: ProblemKind.Usage);

    /// <summary>Something that is not a file; {0} says what it is.</summary>
    public static readonly Message NotAFile = new(
        "inventory-not-a-file", "is a {0}, not a file", "是 {0}，不是普通文件",
        "give a file or a directory of files, or the nodes by --nodes", "请提供文件或文件目录，或用 --nodes 指定节点", Kind: ProblemKind.Usage);

    /// <summary>An inventory that a program generates.</summary>
    public static readonly Message Program = new(
        "inventory-program", "is an inventory program or the configuration of one; kubepki does not run it", "是主机清单程序或其配置；kubepki 不会运行它",
        "save its output: ansible-inventory -i FILE --list --yaml --output hosts.yaml; then use --inventory hosts.yaml",
        "请保存其输出：ansible-inventory -i FILE --list --yaml --output hosts.yaml，然后使用 --inventory hosts.yaml", Kind: ProblemKind.Usage);
}
