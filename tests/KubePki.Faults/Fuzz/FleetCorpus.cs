namespace KubePki.Faults.Fuzz;

/// <summary>Inputs about several nodes: inventories of all three kinds, agent messages, rollout journals.</summary>
internal static partial class Corpus
{
    public static IEnumerable<byte[]> Inventories => Encoded(
        "nodes:\n- {name: cp1, ssh: root@10.0.0.1, port: 2222, root: /srv/cp1, become: true, identityFile: /k}\n- name: cp2\n- cp3\n",
        """
        cp1 ansible_host=10.0.0.1 ansible_user=admin
        [kube_control_plane]
        cp1
        cp[02:03] ansible_port=2022  # two more
        [a]
        worker[a:c]
        [k8s_cluster:children]
        kube_control_plane
        a
        [k8s_cluster:vars]
        ansible_user = "ops"
        """,
        """
        all:
          vars: {ansible_user: ops}
          children:
            kube_control_plane:
              hosts:
                cp1: {ansible_host: 10.0.0.1, kubepki_root: /srv/cp1}
                cp[2:3]:
              vars: {ansible_port: 2022}
        """,
        """
        [masters]
        cp1:2222 ansible_user="o p" ansible_host='10.0.0.1' # why
        [::1]:22
        n[a:e:2] ansible_connection=local
        [masters:vars]
        ansible_group_priority = 10
        ansible_port = "2022" # why
        """,
        "masters:\n  hosts:\n    cp1: &x {ansible_host: !vault x, ansible_user: \"{{ u }}\"}\n    cp[1:2]:22: {<<: *x}\n",
        "ansible_host: 10.0.0.1\nansible_user: ops\nansible_become: yes\n");

    public static IEnumerable<byte[]> AgentMessages => Encoded(
        """{"kubepki":"0.1.0","protocol":2}""",
        """{"id":1,"verb":"renew","request":{"what":["all"],"within":"30d","reuseKey":true},"gate":true,"brings":{"configuration":"a","shared":{"items":[]}}}""",
        """{"id":1,"go":true}""",
        """{"id":1,"note":"a"}""",
        """{"id":1,"exit":0,"document":{"apiVersion":"kubepki/v1","kind":"Facts","time":"2026-11-24T07:31:02.000Z","version":"0.1.0","privileged":true,"freeBytes":1000000,"kubernetesVersion":"v1.34.0","shared":{"ca":"00ff","sa":"aa"},"leads":["kube-scheduler"],"etcd":{"healthy":false,"problem":"b"}}}""");

    public static IEnumerable<byte[]> FleetJournals => Encoded(
        """
        {"startedAt":"2026-11-24T07:31:02.0000000+00:00","arguments":["renew","all"],"nodes":["cp1","cp2"]}
        {"node":"cp1","stage":"Committing"}
        {"node":"cp1","stage":"Done"}
        {"over":true}
        """);
}
