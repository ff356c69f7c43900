using System.Text;
using KubePki.Fleet;
using KubePki.Localization;
using KubePki.Tests.Kit;

namespace KubePki.Tests.Fleet;

/// <summary>
/// Inventories resolve to the machines that Ansible connects to: the expected values are those of ansible-inventory 2.14.
/// </summary>
public sealed class AnsibleInventoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubepki-inventory-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("[kube_control_plane]\ncp1\n[k8s_cluster:children]\nkube_control_plane\n[edge]\ncp1\n[kube_control_plane:vars]\nansible_host=10.0.0.1\nansible_user=ops\n[edge:vars]\nansible_host=10.9.9.9\nansible_user=edge\n", "cp1 10.0.0.1  ops")]
    [InlineData("[masters]\ncp1\n[zz]\ncp1\n[masters:vars]\nansible_host=10.0.0.1\n[zz:vars]\nansible_host=10.9.9.9\n", "cp1 10.9.9.9  ")]
    [InlineData("[masters]\ncp1\n[zz]\ncp1\n[masters:vars]\nansible_host=10.0.0.1\nansible_group_priority=10\n[zz:vars]\nansible_host=10.9.9.9\n", "cp1 10.0.0.1  ")]
    [InlineData("[masters]\ncp1 ansible_ssh_host=10.0.0.2 ansible_host=10.0.0.1 ansible_ssh_user=b ansible_user=a\n", "cp1 10.0.0.2  b")]
    [InlineData("[masters]\ncp1:2222\n", "cp1 cp1 2222 ")]
    [InlineData("cp1\n[masters]\ncp1\n[ungrouped:vars]\nansible_host=10.0.0.1\n", "cp1 cp1  ")]
    [InlineData("[masters]\n[::1]:22\n", "::1 ::1 22 ")]
    [InlineData("[masters]\nfd00::1\n", "fd00::1 fd00::1  ")]
    [InlineData("[masters]\ncp1:2222 ansible_port=2223\n", "cp1 cp1 2223 ")]
    [InlineData("[x]\ncp1\n[masters]\ncp1:2222\n", "cp1 cp1  ")]
    [InlineData("[masters]\ncp[08:10]:22\n", "cp08 cp08 22 |cp09 cp09 22 |cp10 cp10 22 ")]
    [InlineData("[masters]\ncp[a:e:2]\n", "cpa cpa  |cpc cpc  |cpe cpe  ")]
    [InlineData("[masters]\ncp[:2]\n", "cp0 cp0  |cp1 cp1  |cp2 cp2  ")]
    [InlineData("[masters]\ncp1 ansible_user=\"o'ps\" ansible_host='10.0.0.1'#x\n", "cp1 10.0.0.1  o'ps")]
    [InlineData("[masters]\ncp1 ansible_user=DOM\\\\ops\n", "cp1 cp1  DOM\\ops")]
    [InlineData("[masters]\ncp1 ansible_user='\"ops\"'\n", "cp1 cp1  ops")]
    [InlineData("[masters]\ncp1\n[masters:vars]\nansible_port = 2222 # why\nansible_user = 'ops' # why\n", "cp1 cp1 2222 ops")]
    [InlineData("[masters]\r\ncp1 ansible_user=ops\r\n", "cp1 cp1  ops")]
    [InlineData("[masters] # these\ncp1\n", "cp1 cp1  ")]
    [InlineData("[master]\nmaster ansible_host=10.0.0.1\n", "master 10.0.0.1  ")]
    [InlineData("masters:\n  hosts:\n    cp1: &x {ansible_host: 10.0.0.1, ansible_user: a}\n    cp2: {<<: *x, ansible_host: 10.0.0.2}\n", "cp1 10.0.0.1  a|cp2 10.0.0.2  a")]
    [InlineData("masters:\n  hosts: cp1\n", "cp1 cp1  ")]
    [InlineData("masters:\n  hosts:\n    'cp[1:2]:2222': {ansible_user: 1000}\n", "cp1 cp1 2222 1000|cp2 cp2 2222 1000")]
    [InlineData("masters:\n  hosts: {cp1: {ansible_host: ~}}\n  vars: {ansible_host: 10.0.0.1}\n", "cp1 cp1  ")]
    [InlineData("control_planes:\n  hosts: {cp1: }\nmaster_nodes:\n  hosts: {cp2: }\n", "cp1 cp1  ")]
    [InlineData("[kubernetes_master_nodes]\ncp1\n", "cp1 cp1  ")]
    [InlineData("[controllers]\ncp1\n", "cp1 cp1  ")]
    public void A_host_is_reached_as_Ansible_reaches_it(string text, string nodes) => Assert.Equal(nodes.Split('|'), Shown(Read(text)));

    [Theory]
    [InlineData("[masters]\ncp1 ip=10.0.0.1\n[masters:vars]\nansible_host={{ ip }}\n", "inventory-template", "inventory:4", "ansible_host", "cp1")]
    [InlineData("[masters]\ncp1 ansible_port=\"{{ p }}\"\n", "inventory-template", "inventory:2", "ansible_port", "cp1")]
    [InlineData("masters:\n  hosts:\n    cp1:\n      ansible_user: \"{% if x %}a{% endif %}\"\n", "inventory-template", "inventory:4", "ansible_user", "cp1")]
    [InlineData("masters:\n  hosts:\n    cp1:\n      ansible_host: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        3061\n", "inventory-vault", "inventory:4", "ansible_host", "cp1")]
    [InlineData("[masters]\ncp1 ansible_port=abc\n", "inventory-value", "inventory:2", "ansible_port", "cp1")]
    [InlineData("[masters]\ncp1 ansible_port=99999\n", "inventory-value", "inventory:2", "ansible_port", "cp1")]
    [InlineData("masters:\n  hosts:\n    cp1: {ansible_port: 022}\n", "inventory-value", "inventory:3", "ansible_port", "cp1")]
    [InlineData("masters:\n  hosts:\n    cp1: {ansible_host: [a]}\n", "inventory-value", "inventory:3", "ansible_host", "cp1")]
    [InlineData("masters:\n  hosts:\n    cp1: {ansible_user: yes}\n", "inventory-value", "inventory:3", "ansible_user", "cp1")]
    [InlineData("[masters]\ncp1 ansible_host='a b'\n", "inventory-value", "inventory:2", "ansible_host", "cp1")]
    [InlineData("[masters]\ncp1 ansible_connection=docker\n", "inventory-connection", "inventory:2", "docker", "cp1")]
    public void What_cannot_be_known_here_is_refused_with_host_variable_and_line(
        string text, string id, string where, string variable, string host)
    {
        var problem = Read(text).Problem!;
        Assert.Equal((id, where), (problem.Id, problem.Where));
        Assert.Contains(variable, problem.Text(Language.English), StringComparison.Ordinal);
        Assert.Contains(host, problem.Text(Language.Chinese), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[masters]\ncp1 other='{{ x }}'\n")]
    [InlineData("[masters]\ncp1 ansible_host=10.0.0.1\n[masters:vars]\nansible_host={{ x }}\n")]
    [InlineData("[masters]\ncp1\n[workers]\nw1 ansible_host='{{ x }}'\n")]
    public void A_template_that_does_not_matter_is_passed_over(string text) => Assert.True(Read(text).Succeeded);

    [Theory]
    [InlineData("[masters]\ncp1 'a\n", "bad-inventory")]
    [InlineData("[masters]\ncp[01:9]\n", "bad-inventory")]
    [InlineData("[masters]\ncp1\n[nobody:vars]\nansible_user=a\n", "inventory-group")]
    [InlineData("[masters:children]\nnobody\n", "inventory-group")]
    [InlineData("[masters] ; these\ncp1\n", "bad-inventory")]
    [InlineData("[masters]\ncp1!:22\n", "bad-node")]
    [InlineData("plugin: amazon.aws.aws_ec2\nregions: [x]\n", "inventory-program")]
    public void What_Ansible_does_not_read_is_refused(string text, string id) => Assert.Equal(id, Read(text).Problem!.Id);

    [Fact]
    public void A_host_in_no_other_group_is_in_ungrouped()
        => Assert.Equal(
            ["cp1 cp1  u", "cp2 cp2  "],
            Shown(Inventory.Read(
                "all:\n  hosts: {cp1: }\nungrouped:\n  vars: {ansible_user: u}\nmasters:\n  hosts: {cp2: }\n"u8.ToArray(), "inventory",
                "all")));

    [Fact]
    public void A_host_of_this_machine_is_not_reached_by_ssh()
    {
        var node = Read("[masters]\ncp1 ansible_connection=local ansible_host=10.0.0.1\n").Value![0];
        Assert.True(node.IsHere);
    }

    [Fact]
    public void Variables_beside_the_inventory_apply_in_Ansibles_order()
    {
        Write("hosts.ini", "[masters]\ncp1 ansible_host=10.0.0.1\ncp2\n[masters:vars]\nansible_user=inventory\nansible_port=1\n");
        Write("group_vars/all.yml", "ansible_user: all\nansible_port: 2\nansible_become: true\n");
        Write("group_vars/masters/10-a", "ansible_port: 3\n");
        Write("group_vars/masters/20-b.yaml", "ansible_port: 4\n");
        Write("group_vars/masters/.hidden", "ansible_port: 5\n");
        Write("group_vars/masters/30-c.txt", "ansible_port: 6\n");
        Write("group_vars/masters.yml", "ansible_port: 7\n");
        Write("host_vars/cp2.json", "{\"ansible_host\": \"10.0.0.2\"}\n");
        var nodes = InventoryFiles.Read($"{_folder}/hosts.ini", null);
        Assert.Equal(["cp1 10.0.0.1 4 all", "cp2 10.0.0.2 4 all"], Shown(nodes));
        Assert.All(nodes.Value!, n => Assert.True(n.Become));
    }

    [Fact]
    public void A_template_in_a_file_of_variables_is_named_by_file_and_line()
    {
        Write("hosts", "[masters]\ncp1\n");
        Write("group_vars/all/main.yml", "# why\nansible_host: \"{{ inventory_hostname }}.example.com\"\n");
        Assert.Equal($"{_folder}/group_vars/all/main.yml:2", InventoryFiles.Read($"{_folder}/hosts", null).Problem!.Where);
    }

    [Fact]
    public void An_encrypted_file_matters_unless_the_address_is_set_after_it()
    {
        Write("hosts", "[masters]\ncp1\n");
        Write("group_vars/all/vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n3061\n");
        var refused = InventoryFiles.Read($"{_folder}/hosts", null).Problem!;
        Assert.Equal(("inventory-vault", $"{_folder}/group_vars/all/vault.yml"), (refused.Id, refused.Where));
        Write("hosts", "[masters]\ncp1 ansible_host=10.0.0.1\n");
        Assert.Equal(["cp1 10.0.0.1  "], Shown(InventoryFiles.Read($"{_folder}/hosts", null)));
    }

    [Fact]
    public void The_files_of_a_directory_are_one_inventory()
    {
        Write("inventory/01-hosts", "[masters]\ncp1\n");
        Write("inventory/02.yml", "masters:\n  vars: {ansible_user: ops}\n");
        Write("inventory/group_vars/masters", "ansible_port: 2022\n");
        Write("inventory/hosts.ini", "[masters]\nold\n");
        Write("inventory/README.md", "[not an inventory");
        Assert.Equal(["cp1 cp1 2022 ops"], Shown(InventoryFiles.Read($"{_folder}/inventory", null)));
    }

    [Fact]
    public void An_inventory_program_is_not_run()
    {
        Write("hosts.sh", $"#!/bin/sh\ntouch {_folder}/ran\n");
        File.SetUnixFileMode($"{_folder}/hosts.sh", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal("inventory-program", InventoryFiles.Read($"{_folder}/hosts.sh", null).Problem!.Id);
        Assert.False(File.Exists($"{_folder}/ran"));
    }

    [Fact]
    public void Files_that_cannot_be_read_and_directories_without_end_are_problems()
    {
        Assert.Equal("unreadable-inventory", InventoryFiles.Read($"{_folder}/nowhere", null).Problem!.Id);
        Write("hosts", "[masters]\ncp1\n");
        Write("group_vars/all.yml", "a: [\n");
        Assert.False(InventoryFiles.Read($"{_folder}/hosts", null).Succeeded);
        File.CreateSymbolicLink($"{_folder}/loop", _folder);
        Assert.Equal("unreadable-inventory", InventoryFiles.Read(_folder, null).Problem!.Id);
    }

    [Theory]
    [InlineData("hosts")]
    [InlineData("hosts/one")]
    [InlineData("group_vars/all.yml")]
    [InlineData("host_vars/cp1/vars.yml")]
    public async Task What_is_no_file_is_refused_and_not_waited_for(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_folder}/{path}")!);
        Libc.MakeFifo($"{_folder}/{path}");
        if (!Path.Exists($"{_folder}/hosts"))
        {
            Write("hosts", "[masters]\ncp1\n");
        }

        var read = Task.Factory.StartNew(() => InventoryFiles.Read($"{_folder}/hosts", null), TaskCreationOptions.LongRunning);
        Assert.Equal(
            "inventory-not-a-file", (await read.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Problem!.Id);
    }

    [Fact]
    public async Task A_device_is_refused_and_not_read_without_end()
    {
        var read = Task.Factory.StartNew(() => InventoryFiles.Read("/dev/zero", null), TaskCreationOptions.LongRunning);
        Assert.Equal(
            "inventory-not-a-file", (await read.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Problem!.Id);
    }

    private static IEnumerable<string> Shown(Outcome<IReadOnlyList<NodeTarget>> nodes)
        => nodes.Value?.Select(n => $"{n.Name} {n.Destination} {n.Port} {n.User}") ?? [nodes.Problem!.Text(Language.English)];

    private static Outcome<IReadOnlyList<NodeTarget>> Read(string text) => Inventory.Read(Encoding.UTF8.GetBytes(text), "inventory", null);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_folder}/{path}")!);
        File.WriteAllText($"{_folder}/{path}", text);
    }
}
