using System.Globalization;
using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Judge.Connections;
using KubePki.Language;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Explain;

/// <summary>A part of an explanation: a heading and its sentences.</summary>
internal sealed record StoryPart(string Id, string Heading, IReadOnlyList<string> Sentences);

/// <summary>
/// The explanation of one item, with its file's own dates and names: what it is, who signed it, which component presents it to which, what
/// breaks and when.
/// </summary>
internal static class ItemStory
{
    /// <summary>What an item is, in a sentence.</summary>
    public static string WhatIs(Item item, Tongue tongue) => StoryTable.WhatIs(item).In(tongue);

    /// <summary>The consequence of its expiry, in a sentence.</summary>
    public static string Breaks(Item item, Tongue tongue) => StoryTable.Breaks(item).In(tongue);

    /// <summary>The complete explanation, part by part.</summary>
    public static IReadOnlyList<StoryPart> Of(TrustGraph graph, Item item, Tongue tongue)
        => [.. Parts(graph, item, tongue).Where(p => p.Sentences.Count > 0)];

    private static IEnumerable<StoryPart> Parts(TrustGraph graph, Item item, Tongue tongue)
    {
        yield return Part("what", StoryPhrases.WhatItIs, tongue, [StoryTable.WhatIs(item).In(tongue)]);
        yield return Part("file", StoryPhrases.OnDisk, tongue, OnDisk(item, tongue));
        yield return Part("trust", StoryPhrases.Trust, tongue, Trust(graph, item, tongue));
        yield return Part("uses", StoryPhrases.Uses, tongue, Uses(graph, item, tongue));
        yield return Part("change", StoryPhrases.Change, tongue, Change(graph.State, item, tongue));
        yield return Part("end", StoryPhrases.End, tongue, End(graph, item, tongue));
    }

    private static StoryPart Part(string id, Text heading, Tongue tongue, IEnumerable<string> sentences)
        => new(id, heading.In(tongue), [.. sentences]);

    private static IEnumerable<string> OnDisk(Item item, Tongue tongue)
    {
        yield return item.PointsAt is { } target ? StoryPhrases.FilePoints.In(tongue, item.Path, target)
            : item.KeyPath is { } key && key != item.Path ? StoryPhrases.FilePair.In(tongue, item.Path, key) : StoryPhrases.File.In(tongue, item.Path);
        if (item.Problem is { } problem)
        {
            yield return problem.What(tongue);
        }

        if (item.Certificate is not { } certificate)
        {
            yield break;
        }

        yield return StoryPhrases.Subject.In(tongue, certificate.Subject.Text, certificate.KeyAlgorithm.Name);
        if (certificate.Names.All.Any())
        {
            yield return StoryPhrases.Names.In(tongue, string.Join(", ", certificate.Names.All));
        }

        yield return StoryPhrases.Validity.In(tongue, Times.Minute(certificate.NotBefore), Times.Minute(certificate.NotAfter));
    }

    private static IEnumerable<string> Trust(TrustGraph graph, Item item, Tongue tongue)
    {
        var signing = graph.SigningOf(item);
        if (signing is { Authority: { } authority })
        {
            yield return StoryPhrases.SignedBy.In(tongue, authority.Name, authority.Path);
        }
        else if (signing is { IsSelfSigned: true })
        {
            yield return StoryPhrases.SignedByItself.In(tongue);
        }
        else if (signing is not null)
        {
            yield return StoryPhrases.SignedElsewhere.In(tongue, item.Certificate!.Issuer.Text);
        }

        if (item.Entry.Kind == EntryKind.CertificateAuthority)
        {
            yield return StoryPhrases.Signs.In(tongue, graph.SignedBy(item).Select(i => i.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "-");
            if (item.KeyIsMissing)
            {
                yield return StoryPhrases.KeyElsewhere.In(tongue);
            }
        }
    }

    private static IEnumerable<string> Uses(TrustGraph graph, Item item, Tongue tongue)
    {
        foreach (var c in graph.Of(item))
        {
            if (c.ClientItem == item)
            {
                yield return (c.Client == "pods" ? StoryPhrases.SignsTokens : StoryPhrases.Shows).In(tongue, c.Client, c.Server, c.ClientItemBy ?? item.Path, Known(graph, c.Server, c.ServerTrusts, tongue));
            }

            if (c.ServerItem == item)
            {
                yield return StoryPhrases.Answers.In(tongue, c.Server, c.Client, c.ServerItemBy ?? item.Path, Known(graph, c.Client, c.ClientTrusts, tongue));
            }
        }

        if (item.Entry.Kind != EntryKind.ServiceAccountKey && graph.State.TokenKeyOf(item) is { } token)
        {
            yield return StoryPhrases.TokensSigned.In(tongue, token.Setting, token.Path);
        }

        foreach (var sentence in Recognised(graph, item, tongue))
        {
            yield return sentence;
        }

        if (item.Name is "ca" or "sa" or "apiserver")
        {
            yield return StoryPhrases.Workloads.In(tongue);
        }
    }

    /// <summary>
    /// Which component verifies which others with a CA. Components with the same setting and the same peers share a sentence.
    /// </summary>
    private static IEnumerable<string> Recognised(TrustGraph graph, Item authority, Tongue tongue)
        => graph.Of(authority)
            .SelectMany(c => new[] { (Who: c.Client, Whom: c.Server, Trust: c.ClientTrusts), (Who: c.Server, Whom: c.Client, Trust: c.ServerTrusts) })
            .Where(r => r.Trust?.Authorities.Contains(authority) == true)
            .GroupBy(r => (r.Who, r.Trust!.Setting, r.Trust.Place))
            .GroupBy(r => (r.Key.Who, r.Key.Setting, Whom: string.Join(", ", r.Select(x => x.Whom).Distinct())))
            .Select(r => StoryPhrases.Recognises.In(tongue, r.Key.Who, r.Key.Whom, $"{r.Key.Setting} {string.Join(", ", r.Select(x => x.Key.Place))}", Number(r.Key.Who)));

    private static IEnumerable<string> Change(NodeState state, Item item, Tongue tongue)
        => item.Entry.Uses.GroupBy(u => u.Component).Select(uses =>
        {
            var (use, minor) = (uses.First(), state.MinorVersion(uses.Key));
            var how = uses.Key == Components.People ? StoryPhrases.EachCall
                : use.NeedsRestart(minor) ? StoryPhrases.AtStart
                : use.Pickup == Pickup.EachHandshake ? StoryPhrases.EachHandshake : StoryPhrases.Reloads;
            return how.In(tongue, uses.Key, minor is { } known && uses.Key != Components.Etcd ? string.Create(CultureInfo.InvariantCulture, $"{uses.Key} 1.{known}") : uses.Key);
        });

    private static IEnumerable<string> End(TrustGraph graph, Item item, Tongue tongue)
    {
        yield return StoryTable.Breaks(item).In(tongue);
        var verdict = ItemJudge.Judge(graph.State, item, ItemJudge.DefaultWithin);
        if (verdict.Left is { } left)
        {
            yield return (left < TimeSpan.Zero ? StoryPhrases.Ended : StoryPhrases.EndsOn).In(tongue, Times.Minute(verdict.Certificate!.NotAfter), ((long)Math.Floor(left.Duration().TotalDays)).ToString(CultureInfo.InvariantCulture));
        }

        // A missing item cannot be renewed: the remedy says what to do instead.
        yield return item.IsMissing && verdict.Problem?.Hint(tongue) is { Length: > 0 } remedy ? char.ToUpperInvariant(remedy[0]) + remedy[1..]
            : item.PointsAt is { } target ? StoryPhrases.RenewedWhereItPoints.In(tongue, target)
            : verdict.ExternallyManaged ? StoryPhrases.RenewedElsewhere.In(tongue)
            : item.Entry.Renewal switch
            {
                RenewalRule.Never when item.Entry.Kind == EntryKind.CertificateAuthority => StoryPhrases.NeverRenewed.In(tongue),
                RenewalRule.Never => StoryPhrases.NothingToRenew.In(tongue),
                RenewalRule.WhenDue when item.Entry.Issuer is null => StoryPhrases.SelfMade.In(tongue, item.Name),
                RenewalRule.WhenDue when !ItemJudge.IsRotated(graph.State, item) => StoryPhrases.Unrotated.In(tongue, item.Name),
                RenewalRule.WhenDue => StoryPhrases.RenewedWhenDue.In(tongue, item.Name),
                _ => StoryPhrases.RenewedBy.In(tongue, item.Name),
            };
        if (verdict.Problem is { } problem)
        {
            yield return StoryPhrases.Wrong.In(tongue, problem.Text(tongue));
        }
    }

    /// <summary>
    /// The CAs by which a component verifies the other side. The settings of an etcd that runs elsewhere are not visible on this node.
    /// </summary>
    private static string Known(TrustGraph graph, string component, TrustSource? trust, Tongue tongue)
        => trust is null ? (component == Components.Etcd && graph.State.Layout.Etcd is null ? StoryPhrases.NotSeen : StoryPhrases.NotAsked).In(tongue, Number(component))
            : trust.Authorities.Count > 0 ? StoryPhrases.By.In(tongue, string.Join(", ", trust.Authorities.Select(a => a.Name)), Written(trust), Number(component))
            : StoryPhrases.ByPlace.In(tongue, Written(trust), Number(component));

    /// <summary>The grammatical number for the verb: "1" for a single component, "2" for a plural such as pods.</summary>
    private static string Number(string who) => who.EndsWith('s') ? "2" : "1";

    private static string Written(TrustSource trust) => $"{trust.Setting} {trust.Place}";
}
