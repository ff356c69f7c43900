using KubePki.Catalogue;
using KubePki.Files;
using KubePki.Judge;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Plan;

/// <summary>
/// Plans a creation from the existing files and a configuration. Pure. Rules: existing files stay, except a leaf certificate or kubeconfig
/// that was requested by name. A CA is created only if nothing on the node is signed by the missing one. An existing service account key
/// pair is never replaced. An incomplete pair is completed or refused, never overwritten.
/// </summary>
internal sealed class CreationPlanner
{
    /// <summary>Version from which kubeadm points kubelet.conf at the kubelet's own file.</summary>
    private const int RotatedFileSince = 17;

    private readonly NodeState _state;
    private readonly ClusterFacts _facts;
    private readonly CreationSpec _spec;
    private readonly CertificateShape _shape;
    private readonly List<CreationAction> _actions = [];
    private readonly List<Skip> _skipped = [];
    private readonly List<Problem> _refusals;

    private CreationPlanner(NodeState state, ClusterFacts facts, CreationSpec spec)
    {
        (_state, _facts, _spec, _shape) = (state, facts, spec, CertificateShape.Of(facts.MinorVersion));
        _refusals = spec.Names is null ? [.. state.Problems] : [];
    }

    private static IEnumerable<CatalogueEntry> Creatable => KubeadmCatalogue.Entries;

    /// <summary>Names that can be given to <c>create</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Creatable.Select(e => e.Name)];

    /// <summary>The names in a request that cannot be created on any node.</summary>
    public static IEnumerable<Problem> Unknown(CreationSpec spec)
        => (spec.Names ?? []).Except(Names).Select(name => PlanMessages.UnknownName.At("", name, string.Join(' ', Names)));

    /// <summary>Creates the plan. <see cref="PlanMessages.UnknownName"/> among the refusals means that the command line is wrong.</summary>
    public static CreationPlan Plan(NodeState state, ClusterFacts facts, CreationSpec spec)
        => new CreationPlanner(state, facts, spec).Plan();

    private CreationPlan Plan()
    {
        if (_facts.HasExternalEtcd && !_state.HasExternalEtcd)
        {
            _refusals.Add(CreationMessages.EtcdIsHere.At(_state.Layout.ManifestDirectory));
        }

        foreach (var unknown in Unknown(_spec))
        {
            _refusals.Add(unknown);
        }

        // CAs come first in the catalogue: the items that they sign are decided after them.
        foreach (var entry in Creatable.Where(e => _spec.Names?.Contains(e.Name)
            ?? (e.Since <= _facts.MinorVersion && _spec.Offered?.Contains(e.Name) != false)))
        {
            Decide(entry);
        }

        var actions = _actions.Select(a => a.KeepsKey
            ? a
            : a with { Notes = [.. a.Notes, .. DroppedReaders.Of(DroppedReaders.KeyFileOf(a.Item))] });
        return new CreationPlan(_spec, _facts, [.. actions], _skipped, _refusals, Effects);
    }

    /// <summary>The components to restart: none if the cluster does not run on this node yet.</summary>
    private IReadOnlyList<ComponentEffect> Effects
        => RenewalPlanner.IsBeforeInit(_state) ? [] : ComponentEffects.Of(_state, [.. _actions.Select(a => a.Item)]);

    private void Decide(CatalogueEntry entry)
    {
        var item = _state.Find(entry.Name) ?? Absent(entry);
        if (_state.HasExternalEtcd && entry.IsEtcdServerSide && item.IsMissing)
        {
            Leave(item, CreationMessages.EtcdIsElsewhere.At(item.Path), byNameOnly: entry.Name != "etcd-ca");
            return;
        }

        switch (entry.Kind)
        {
            case EntryKind.CertificateAuthority:
                DecideAuthority(item);
                break;
            case EntryKind.ServiceAccountKey:
                DecideServiceAccountKey(item);
                break;
            default:
                DecideLeaf(item);
                break;
        }
    }

    /// <summary>
    /// The item for an entry that is normally absent and therefore not among the items of the state; requested by name, it is missing.
    /// </summary>
    private PkiEntry Absent(CatalogueEntry entry)
    {
        var path = _state.Layout.CertificatePath(entry);
        return new PkiEntry(entry)
        {
            Name = entry.Name,
            Path = path,
            KeyPath = _state.Layout.KeyPath(entry),
            Problem = FileMessages.Missing.At(path),
            KeyProblem = FileMessages.Missing.At(path),
        };
    }

    private void DecideAuthority(PkiEntry item)
    {
        if (!item.IsMissing)
        {
            Leave(item, CreationMessages.AuthorityStays.At(item.Path), byNameOnly: true);
        }
        else if (!item.KeyIsMissing)
        {
            _refusals.Add(CreationMessages.AuthorityHalf.At(item.Path, item.KeyPath!));
        }
        else if (_facts.IsJoin)
        {
            _refusals.Add(CreationMessages.SharedMissing.At(item.Path));
        }
        else if (_state.Items.Where(i => i.Entry.Issuer == item.Name && i.Certificate is not null).Select(i => i.Name)
            .ToList() is { Count: > 0 } signed)
        {
            _refusals.Add(CreationMessages.AuthorityLost.At(item.Path, string.Join(", ", signed)));
        }
        else
        {
            var start = _shape.AuthorityStart(_state.ObservedAt);
            var end = (_spec.AuthorityValidity ?? _facts.AuthorityValidity).ExpiryFrom(_state.ObservedAt);
            if (end <= _state.ObservedAt)
            {
                _refusals.Add(PlanMessages.EndsInThePast.At("--ca-validity", Times.Day(end)));
                return;
            }

            _actions.Add(new CreationAction(item, CreationMessages.IsMissing.ToStatement(item.Path), Algorithm, KeepsKey: false)
            {
                NotBefore = start,
                NotAfter = end,
                Notes = item.Name == "ca" && !RenewalPlanner.IsBeforeInit(_state) ? [PlanMessages.AuthorityElsewhere.At(item.Path)] : [],
            });
        }
    }

    private void DecideServiceAccountKey(PkiEntry item)
    {
        var (hasPublic, hasPrivate) = (!item.IsMissing, !item.KeyIsMissing);
        if (hasPublic)
        {
            Leave(item, CreationMessages.ServiceAccountStays.At(item.Path), byNameOnly: hasPrivate && item.Problem is null);
        }
        else if (hasPrivate)
        {
            Add(
                item, item.KeyProblem,
                new CreationAction(
                    item, CreationMessages.PublicHalf.ToStatement(item.Path), item.KeyAlgorithm ?? Algorithm, KeepsKey: true));
        }
        else if (_facts.IsJoin)
        {
            _refusals.Add(CreationMessages.SharedMissing.At(item.KeyPath!));
        }
        else
        {
            var isNew = _actions.Any(a => a.Item.Name == "ca");
            _actions.Add(new CreationAction(
                item, (isNew ? CreationMessages.IsMissing : CreationMessages.TokensLost).At(item.Path), Algorithm, KeepsKey: false));
        }
    }

    private void DecideLeaf(PkiEntry item)
    {
        var wanted = _spec.Names is not null;
        if (!item.IsMissing && !wanted)
        {
            // A damaged item is reported; it is created again only by name.
            if ((item.Problem ?? BrokenKey(item)) is { } broken)
            {
                _skipped.Add(new Skip(item, CreationMessages.Broken.At(item.Path, item.Name) with { Cause = broken }));
            }

            return;
        }

        // An optional item is normally absent, except on the node that created the cluster.
        if (item.Entry.Optional && !wanted && !_actions.Any(a => a.Item.Name == item.Entry.Issuer))
        {
            return;
        }

        var keepsKey = item.IsMissing && item.KeyPublicKey is not null;
        if (item.IsMissing && item.KeyPath is not null && !keepsKey && !item.KeyIsMissing)
        {
            _refusals.Add(item.KeyProblem!);
            return;
        }

        var token = _state.TokenKeyOf(item);
        if (token is not null && !_spec.ReplaceTokenKey && !item.IsMissing && item.KeyPublicKey is null)
        {
            _refusals.Add(PlanMessages.TokenKeyLost.At(item.Path, item.KeyPath!));
            return;
        }

        var keepsTokenKey = token is not null && item.KeyPublicKey is not null && (keepsKey || !_spec.ReplaceTokenKey);
        MakeLeaf(item, keepsKey || keepsTokenKey, token is null ? null : KeyChoice.NoteOn(item, token, keepsTokenKey));
    }

    private static Problem? BrokenKey(PkiEntry item)
        => item.KeyProblem ?? (item.HoldsItsKey ? null : X509Messages.KeyMismatch.At(item.Path, item.KeyPath ?? item.Path));

    private void MakeLeaf(PkiEntry item, bool keepsKey, Problem? note)
    {
        var made = _actions.Find(a => a.Item.Name == item.Entry.Issuer);
        var authority = _state.Find(item.Entry.Issuer!) ?? made?.Item;
        if (authority is null || (made is null && authority.IsMissing))
        {
            // The report on the CA says why it is missing.
            Leave(item, CreationMessages.NoAuthority.At(item.Path, item.Entry.Issuer!), byNameOnly: false);
            return;
        }

        if (made is null && EntryJudge.IsExternallyManaged(_state, item))
        {
            Leave(item, PlanMessages.External.At(item.Path, authority.Name), byNameOnly: false);
            return;
        }

        if (made is null && EntryJudge.AuthorityProblem(_state, authority, _state.Kubernetes ?? _facts.MinorVersion) is { } unusable)
        {
            RenewalPlanner.Refuse(
                _refusals,
                PlanMessages.AuthorityUnusable.At(authority.Path, authority.Name, item.Name) with
                {
                    Cause = Remedies.Advise(authority, unusable),
                });
            return;
        }

        if (NeededSetting.UnknownSettingProblem(_state, item.Entry, item.Path, _facts) is { } lacking)
        {
            _refusals.Add(lacking);
            return;
        }

        var (from, until) = made is null
            ? (authority.SigningCertificate!.NotBefore, authority.SigningCertificate.NotAfter)
            : (made.NotBefore!.Value, made.NotAfter!.Value);
        var wished = (_spec.Validity ?? _facts.Validity).ExpiryFrom(_state.ObservedAt);
        if (wished <= _state.ObservedAt)
        {
            RenewalPlanner.Refuse(_refusals, PlanMessages.EndsInThePast.At("--validity", Times.Day(wished)));
            return;
        }

        var end = wished < until ? wished : until;
        var shorter = Lifetime.Shortfall(_state, item, end, until);
        if (shorter is not null && !_spec.AllowShorter)
        {
            RenewalPlanner.Refuse(_refusals, shorter);
            return;
        }

        var (identity, kept) = NameChange.Keeping(_state, item, NewIdentity.InPlaceOf(item.Certificate, item.Entry, _facts));
        var action = new CreationAction(item, Reason(item), keepsKey ? item.KeyAlgorithm! : Algorithm, keepsKey)
        {
            Identity = identity,
            NotBefore = _shape.LeafStart(_state.ObservedAt, from),
            NotAfter = end,
            CappedFrom = wished > until ? wished : null,
            Server = item.Entry.Kind == EntryKind.Kubeconfig ? NewIdentity.ServerOf(item.Entry, _facts) : null,
            Rotated = item.Name == "kubelet.conf" && LeavesRotationToTheKubelet(item) ? NextPem : null,
            Change = item.Certificate is { } existing ? IdentityChange.Between(existing, identity) with { Kept = kept } : null,
            Notes = [.. new[] { note, shorter?.WithHint(Text.None) }.OfType<Problem>()],
        };
        if (made is null
            && TrialSignature.Problem(_state, action, authority, _shape, _state.Kubernetes ?? _facts.MinorVersion) is { } refused)
        {
            _refusals.Add(refused);
            return;
        }

        _actions.Add(action);
    }

    /// <summary>The new file of the kubelet's key pair, and the symbolic link to it.</summary>
    private KubeletPem NextPem
        => KubeletPem.At(
            _state.Layout.KubeletClientLink,
            _state.ObservedAt,
            _state.Find("kubelet-client")?.Files is [{ } file, ..] ? file.RealPath : null);

    /// <summary>
    /// Whether a new kubelet.conf points at the file that the kubelet rotates. kubeadm embeds the certificate and points kubelet.conf at
    /// that file once the kubelet runs (phase kubelet-finalize, since 1.17). With an older version, only an existing kubelet.conf is
    /// replaced by one that points at the file. This repairs a kubelet.conf that embeds its certificate; on joined nodes it points at the
    /// file from the start.
    /// </summary>
    private bool LeavesRotationToTheKubelet(PkiEntry item)
        => _state.Layout.RotatesKubeletClient == true && (_facts.MinorVersion >= RotatedFileSince || !item.IsMissing)
            && !RenewalPlanner.IsBeforeInit(_state);

    private KeyAlgorithm Algorithm => _spec.KeyAlgorithm ?? _facts.KeyAlgorithm;

    private static Statement Reason(PkiEntry item)
        => (item.IsMissing ? CreationMessages.IsMissing : CreationMessages.AskedAnew).ToStatement(item.Path);

    private void Add(PkiEntry item, Problem? problem, CreationAction action)
    {
        if (problem is not null)
        {
            _refusals.Add(Remedies.AdviseOnKey(_state, item, problem));
            return;
        }

        _actions.Add(action);
    }

    /// <summary>
    /// Skips an item. A request by name for it is refused. <paramref name="byNameOnly"/>: without a request by name, the skip is not
    /// reported.
    /// </summary>
    private void Leave(PkiEntry item, Problem reason, bool byNameOnly)
    {
        if (_spec.Names is not null)
        {
            _refusals.Add(reason);
        }
        else if (!byNameOnly)
        {
            _skipped.Add(new Skip(item, reason));
        }
    }
}
