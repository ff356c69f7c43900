using System.Buffers.Binary;

namespace KubePki.Faults.Fuzz;

/// <summary>Inputs about services, and other foreign input: units, variables, scripts, access lists, lists of nodes, answers.</summary>
internal static partial class Corpus
{
    public static IEnumerable<byte[]> AuthenticationConfigurations => Encoded(
        """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        jwt:
        - issuer: {url: "https://one.example.com", audiences: [kubernetes, other], audienceMatchPolicy: MatchAny,
            egressSelectorType: cluster}
          claimValidationRules: [{claim: tenant, requiredValue: blue}, {expression: "true", message: a}]
          claimMappings:
            username: {claim: sub, prefix: "one:"}
            groups: {expression: claims.groups}
            uid: {claim: number}
            extra: [{key: example.com/a, valueExpression: claims.a}]
          userValidationRules: [{expression: "true"}]
        - issuer: {url: "https://two.example.com", discoveryURL: "https://two.example.com/x", audiences: [kubernetes],
            certificateAuthority: "-----BEGIN CERTIFICATE-----"}
        anonymous: {enabled: true, conditions: [{path: /livez}]}
        """,
        "apiVersion: apiserver.config.k8s.io/v1alpha1\nkind: AuthenticationConfiguration\njwt: []\n");

    public static IEnumerable<byte[]> Units => Encoded(
        """
        # a comment
        [Unit]
        Description=kubelet
        [Service]
        Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/a --kubeconfig=/b" B='c d'
        EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
        ExecStart=
        ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS ${B}x \
          # inside
          --config=/var/lib/kubelet/config.yaml
        Restart=always
        """,
        "[Service]\nEnvironment=A=1\nExecStart=-/bin/sh -c \"exec kubelet --a=$A >>/log 2>&1\"\n",
        "[Service]\nEnvironment=C=${B}${B} A=$C\nExecStart=/k $A ${C} $C\n");

    public static IEnumerable<byte[]> EnvironmentFiles => Encoded(
        "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/containerd/containerd.sock \\\n --node-ip=10.0.0.1\"\n; x\n# "
        + "y\nB='a\nb'\n",
        "ETCD_CERT_FILE=/etc/ssl/etcd/member.pem\nETCD_KEY_FILE=\"/etc/ssl/etcd/member-key.pem\"\nETCDCTL_CERT=/a\nETCD_LISTEN_CLIENT_URLS=https://10.0.0.1:2379\n");

    public static IEnumerable<byte[]> Scripts => Encoded(
        "set -e; exec kube-apiserver --a=$A \"--b=${B} c\" 'd e' \\\n  --f=`x` 1>>/log 2>&1 # end\nkube-apiserver $(g)",
        "/bin/kube-apiserver --x=$(A) $$(A) $(GONE) $(");

    /// <summary>A header and entries of linux/posix_acl_xattr.h.</summary>
    public static IEnumerable<byte[]> AccessLists
    {
        get
        {
            var list = new byte[4 + (5 * 8)];
            BinaryPrimitives.WriteUInt32LittleEndian(list, 2);
            foreach (var (i, tag) in ((ushort[])[0x01, 0x02, 0x04, 0x10, 0x20]).Index())
            {
                BinaryPrimitives.WriteUInt16LittleEndian(list.AsSpan(4 + (i * 8)), tag);
                BinaryPrimitives.WriteUInt16LittleEndian(list.AsSpan(6 + (i * 8)), 6);
                BinaryPrimitives.WriteUInt32LittleEndian(list.AsSpan(8 + (i * 8)), 1000);
            }

            return [list, list[..4]];
        }
    }

    public static IEnumerable<byte[]> NodeLists => Encoded(
        """{"kind":"NodeList","items":[{"metadata":{"name":"cp1"},"status":{"addresses":[{"type":"Hostname","address":"cp1"},{"type":"InternalIP","address":"10.0.0.1"}]}},{"metadata":null},null]}""",
        """{"kind":"Status","message":"forbidden"}""");

    public static IEnumerable<byte[]> Answers => Encoded(
        """{"id":1,"exit":3,"document":{"apiVersion":"kubepki/v1","kind":"Status","observedAt":"2026-11-24T07:31:02Z","items":[{"name":"ca","kind":"ca","path":"/p","state":"ok","secondsLeft":1,"problem":{"id":"a","message":"b","where":"c","hint":"d"}}]}}""",
        """{"id":2,"exit":3,"document":{"apiVersion":"kubepki/v1","kind":"Findings","findings":[{"severity":"error","check":"a","message":"b","where":"c"}],"checks":[{"id":"a","result":"failed"}]}}""",
        """{"id":3,"exit":0,"document":{"kind":"Result","verb":"renew","outcome":"done","transaction":{"id":"x","paths":["/a"]},"renewed":[],"skipped":[],"remaining":[]}}""",
        """{"id":4,"exit":0,"document":{"kind":"History","transactions":[{"id":"a","verb":"renew","stage":"activated","at":"2026-11-24T07:31:02Z"}]}}""",
        """{"id":5,"exit":0,"document":{"kind":"Backups","backups":[{"id":"a","madeAt":"2026-11-24T07:31:02Z","paths":["/a"]}]}}""");
}
