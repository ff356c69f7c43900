using System.Globalization;
using KubePki.Catalogue;
using KubePki.Judge;
using KubePki.Judge.Connections;
using KubePki.Localization;
using KubePki.Observe;
using KubePki.X509;

namespace KubePki.Explain;

/// <summary>A part of an explanation: a heading and its sentences.</summary>
internal sealed record StoryPart(string Id, string Heading, IReadOnlyList<string> Sentences);

/// <summary>
/// The explanation of one item, with its file's own dates and names: what it is, who signed it, which component presents it to which, what
/// breaks and when.
/// </summary>
internal static class EntryExplanation
{
    /// <summary>What an item is, in a sentence.</summary>
    public static string WhatIs(PkiEntry item, Language language) => ExplanationTable.WhatIs(item).In(language);

    /// <summary>The consequence of its expiry, in a sentence.</summary>
    public static string Breaks(PkiEntry item, Language language) => ExplanationTable.Breaks(item).In(language);

    /// <summary>The complete explanation, part by part.</summary>
    public static IReadOnlyList<StoryPart> Of(TrustGraph graph, PkiEntry item, Language language)
        => [.. Parts(graph, item, language).Where(p => p.Sentences.Count > 0)];

    private static IEnumerable<StoryPart> Parts(TrustGraph graph, PkiEntry item, Language language)
    {
        yield return Part("what", ExplanationPhrases.WhatItIs, language, [ExplanationTable.WhatIs(item).In(language)]);
        yield return Part("file", ExplanationPhrases.OnDisk, language, OnDisk(item, language));
        yield return Part("trust", ExplanationPhrases.Trust, language, Trust(graph, item, language));
        yield return Part("uses", ExplanationPhrases.Uses, language, Uses(graph, item, language));
        yield return Part("change", ExplanationPhrases.Change, language, Change(graph.State, item, language));
        yield return Part("end", ExplanationPhrases.End, language, End(graph, item, language));
    }

    private static StoryPart Part(string id, Text heading, Language language, IEnumerable<string> sentences)
        => new(id, heading.In(language), [.. sentences]);

    private static IEnumerable<string> OnDisk(PkiEntry item, Language language)
    {
        yield return item.PointsAt is { } target ? ExplanationPhrases.FilePoints.In(language, item.Path, target)
            : item.KeyPath is { } key && key != item.Path
                ? ExplanationPhrases.FilePair.In(language, item.Path, key)
                : ExplanationPhrases.File.In(language, item.Path);
        if (item.Problem is { } problem)
        {
            yield return problem.What(language);
        }

        if (item.Certificate is not { } certificate)
        {
            yield break;
        }

        yield return ExplanationPhrases.Subject.In(language, certificate.Subject.Text, certificate.KeyAlgorithm.Name);
        if (certificate.Names.All.Any())
        {
            yield return ExplanationPhrases.Names.In(language, string.Join(", ", certificate.Names.All));
        }

        yield return ExplanationPhrases.Validity.In(language, Times.Minute(certificate.NotBefore), Times.Minute(certificate.NotAfter));
    }

    private static IEnumerable<string> Trust(TrustGraph graph, PkiEntry item, Language language)
    {
        var signing = graph.SigningOf(item);
        if (signing is { Authority: { } authority })
        {
            yield return ExplanationPhrases.SignedBy.In(language, authority.Name, authority.Path);
        }
        else if (signing is { IsSelfSigned: true })
        {
            yield return ExplanationPhrases.SignedByItself.In(language);
        }
        else if (signing is not null)
        {
            yield return ExplanationPhrases.SignedElsewhere.In(language, item.Certificate!.Issuer.Text);
        }

        if (item.Entry.Kind == EntryKind.CertificateAuthority)
        {
            yield return ExplanationPhrases.Signs.In(
                language, graph.SignedBy(item).Select(i => i.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "-");
            if (item.KeyIsMissing)
            {
                yield return ExplanationPhrases.KeyElsewhere.In(language);
            }
        }
    }

    private static IEnumerable<string> Uses(TrustGraph graph, PkiEntry item, Language language)
    {
        foreach (var c in graph.Of(item))
        {
            if (c.ClientItem == item)
            {
                yield return (c.Client == "pods" ? ExplanationPhrases.SignsTokens : ExplanationPhrases.Shows).In(
                    language, c.Client, c.Server, c.ClientSetting ?? item.Path, Known(graph, c.Server, c.ServerTrusts, language));
            }

            if (c.ServerItem == item)
            {
                yield return ExplanationPhrases.Answers.In(
                    language, c.Server, c.Client, c.ServerSetting ?? item.Path, Known(graph, c.Client, c.ClientTrusts, language));
            }
        }

        if (item.Entry.Kind != EntryKind.ServiceAccountKey && graph.State.TokenKeyOf(item) is { } token)
        {
            yield return ExplanationPhrases.TokensSigned.In(language, token.Setting, token.Path);
        }

        foreach (var sentence in Recognised(graph, item, language))
        {
            yield return sentence;
        }

        if (item.Name is "ca" or "sa" or "apiserver")
        {
            yield return ExplanationPhrases.Workloads.In(language);
        }
    }

    /// <summary>
    /// Which component verifies which others with a CA. Components with the same setting and the same peers share a sentence.
    /// </summary>
    private static IEnumerable<string> Recognised(TrustGraph graph, PkiEntry authority, Language language)
        => graph.Of(authority)
            .SelectMany(c => new[] {
                (Who: c.Client, Whom: c.Server, Trust: c.ClientTrusts), (Who: c.Server, Whom: c.Client, Trust: c.ServerTrusts),
            })
            .Where(r => r.Trust?.Authorities.Contains(authority) == true)
            .GroupBy(r => (r.Who, r.Trust!.Setting, r.Trust.Place))
            .GroupBy(r => (r.Key.Who, r.Key.Setting, Whom: string.Join(", ", r.Select(x => x.Whom).Distinct())))
            .Select(r => ExplanationPhrases.Recognises.In(
                language, r.Key.Who, r.Key.Whom, $"{r.Key.Setting} {string.Join(", ", r.Select(x => x.Key.Place))}", Number(r.Key.Who)));

    private static IEnumerable<string> Change(NodeState state, PkiEntry item, Language language)
        => item.Entry.Uses.GroupBy(u => u.Component).Select(uses =>
        {
            var (use, minor) = (uses.First(), state.MinorVersion(uses.Key));
            var how = uses.Key == Components.Kubectl ? ExplanationPhrases.EachCall
                : use.NeedsRestart(minor) ? ExplanationPhrases.AtStart
                : use.Pickup == ReloadBehavior.EachHandshake ? ExplanationPhrases.EachHandshake : ExplanationPhrases.Reloads;
            return how.In(
                language, uses.Key,
                minor is { } known && uses.Key != Components.Etcd
                    ? string.Create(CultureInfo.InvariantCulture, $"{uses.Key} 1.{known}")
                    : uses.Key);
        });

    private static IEnumerable<string> End(TrustGraph graph, PkiEntry item, Language language)
    {
        yield return ExplanationTable.Breaks(item).In(language);
        var verdict = EntryJudge.Judge(graph.State, item, EntryJudge.DefaultWithin);
        if (verdict.TimeLeft is { } left)
        {
            yield return (left < TimeSpan.Zero ? ExplanationPhrases.Ended : ExplanationPhrases.EndsOn).In(
                language, Times.Minute(verdict.Certificate!.NotAfter),
                ((long)Math.Floor(left.Duration().TotalDays)).ToString(CultureInfo.InvariantCulture));
        }

        // A missing item cannot be renewed: the remedy says what to do instead.
        yield return item.IsMissing && verdict.Problem?.Hint(language) is { Length: > 0 } remedy
            ? char.ToUpperInvariant(remedy[0]) + remedy[1..]
            : item.PointsAt is { } target ? ExplanationPhrases.RenewedWhereItPoints.In(language, target)
            : verdict.ExternallyManaged ? ExplanationPhrases.RenewedElsewhere.In(language)
            : item.Entry.Renewal switch
            {
                RenewalRule.Never when item.Entry.Kind == EntryKind.CertificateAuthority => ExplanationPhrases.NeverRenewed.In(language),
                RenewalRule.Never => ExplanationPhrases.NothingToRenew.In(language),
                RenewalRule.WhenDue when item.Entry.Issuer is null => ExplanationPhrases.SelfMade.In(language, item.Name),
                RenewalRule.WhenDue when !EntryJudge.IsRotated(graph.State, item) => ExplanationPhrases.Unrotated.In(language, item.Name),
                RenewalRule.WhenDue => ExplanationPhrases.RenewedWhenDue.In(language, item.Name),
                _ => ExplanationPhrases.RenewedBy.In(language, item.Name),
            };
        if (verdict.Problem is { } problem)
        {
            yield return ExplanationPhrases.Wrong.In(language, problem.Text(language));
        }
    }

    /// <summary>
    /// The CAs by which a component verifies the other side. The settings of an etcd that runs elsewhere are not visible on this node.
    /// </summary>
    private static string Known(TrustGraph graph, string component, TrustSource? trust, Language language)
        => trust is null
            ? (component == Components.Etcd && graph.State.Layout.Etcd is null
                ? ExplanationPhrases.NotSeen
                : ExplanationPhrases.NotAsked).In(
                language, Number(component))
            : trust.Authorities.Count > 0
                ? ExplanationPhrases.By.In(
                    language, string.Join(", ", trust.Authorities.Select(a => a.Name)), Written(trust), Number(component))
            : ExplanationPhrases.ByPlace.In(language, Written(trust), Number(component));

    /// <summary>The grammatical number for the verb: "1" for a single component, "2" for a plural such as pods.</summary>
    private static string Number(string who) => who.EndsWith('s') ? "2" : "1";

    private static string Written(TrustSource trust) => $"{trust.Setting} {trust.Place}";
}
