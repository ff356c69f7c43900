using KubePki.Cli.Present;

namespace KubePki.Cli.Report;

/// <summary>
/// The style sheet of the report: light or dark by the reader's preference, one column on a phone, black on white on paper.
/// </summary>
internal static class ReportStyle
{
    public const string Sheet = """

        :root { --paper: #fbfbf9; --card: #ffffff; --ink: #1c2024; --quiet: #5d6670; --line: #dcdfe3; --good: #1a7f4b; --warn: #9a6200; --bad: #b3261e; --accent: #2456a6; --good-wash: #e5f4ec; --warn-wash: #fdf1da; --bad-wash: #fbe6e4; --accent-wash: #e3ecfa; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171a; --card: #1d2125; --ink: #e7eaed; --quiet: #9aa4ae; --line: #343a41; --good: #5ecb91; --warn: #f0b452; --bad: #ff8a80; --accent: #8db4f2; --good-wash: #16301f; --warn-wash: #352a12; --bad-wash: #3b1d1b; --accent-wash: #1c2b43; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
        h2 { font-size: 1.3rem; margin: 0 0 .5rem; }
        h3 { font-size: 1.05rem; margin: 2rem 0 .25rem; }
        p { margin: .25rem 0; }
        code { font: .88em ui-monospace, "DejaVu Sans Mono", monospace; }
        .quiet { color: var(--quiet); font-size: .92rem; }
        section { margin-top: 1.5rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
        .summary { border-left: .5rem solid var(--accent); }
        .summary.good { border-left-color: var(--good); } .summary.warn { border-left-color: var(--warn); } .summary.bad { border-left-color: var(--bad); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1rem 0 0; }
        .tile { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .5rem; }
        .tile dt { color: var(--quiet); font-size: .9rem; } .tile dd { margin: 0; font-size: 1.8rem; font-weight: 650; line-height: 1.1; font-variant-numeric: tabular-nums; }
        .tile.good dd { color: var(--good); } .tile.warn dd { color: var(--warn); } .tile.bad dd { color: var(--bad); }
        p.good, td.good { color: var(--good); } td.warn { color: var(--warn); } td.bad { color: var(--bad); font-weight: 600; }
        .finding { margin: .6rem 0; padding: .6rem .9rem; border-left: .3rem solid; border-radius: .3rem; break-inside: avoid; }
        .finding.bad { border-color: var(--bad); background: var(--bad-wash); } .finding.warn { border-color: var(--warn); background: var(--warn-wash); }
        .finding.bad .mark { color: var(--bad); } .finding.warn .mark { color: var(--warn); }
        .finding ul { margin: .25rem 0; padding-left: 1.2rem; } .remedy { font-size: .95rem; }
        .timeline { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr max-content; gap: .3rem .8rem; align-items: center; margin-top: .6rem; font-size: .93rem; }
        .timeline .row { display: contents; } .timeline svg { display: block; width: 100%; height: 1.1rem; } .timeline .left { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
        .scale { color: var(--quiet); font-size: .8rem; display: flex; position: relative; height: 1.2rem; } .scale span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
        .track { fill: var(--line); opacity: .55; } .bar.good { fill: var(--good); } .bar.warn { fill: var(--warn); } .bar.bad { fill: var(--bad); } .tick { stroke: var(--paper); stroke-width: .4; }
        svg.picture { display: block; width: 100%; height: auto; margin-top: .6rem; }
        svg text { fill: var(--ink); font-family: system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; } svg text.small { fill: var(--quiet); }
        .box { fill: var(--card); stroke: var(--line); } .box.ca { fill: var(--accent-wash); stroke: var(--accent); } .box.good { stroke: var(--good); } .box.warn { stroke: var(--warn); fill: var(--warn-wash); } .box.bad { stroke: var(--bad); fill: var(--bad-wash); }
        .edge { fill: none; stroke: var(--quiet); stroke-width: 1.5; } .edge.bad { stroke: var(--bad); stroke-width: 2.5; stroke-dasharray: 6 4; } .edge.warn { stroke: var(--warn); stroke-width: 2; } .head { fill: var(--quiet); }
        .tree { list-style: none; padding: 0; margin: .6rem 0 0; } .tree ul { list-style: none; margin: .2rem 0 .6rem; padding-left: 1rem; border-left: 2px solid var(--line); } .tree li { margin: .15rem 0; }
        table { width: 100%; border-collapse: collapse; margin-top: .6rem; font-size: .88rem; } th { text-align: left; color: var(--quiet); font-weight: 600; } th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        .finding li strong { margin-right: .4rem; }
        .phone { display: none; }
        @media (max-width: 44rem) {
          body { padding: .75rem; } section { padding: .9rem; }
          .wide { display: none; } .phone { display: block; }
          .timeline { display: block; } .timeline .row { display: grid; grid-template-columns: 1fr max-content; gap: 0 .5rem; margin-bottom: .5rem; } .timeline .bar-cell { grid-column: 1 / -1; grid-row: 2; } .timeline .blank { display: none; }
          table, tbody, tr, td { display: block; } thead { display: none; } tr { padding: .5rem 0; border-bottom: 1px solid var(--line); } td { border: 0; padding: .1rem 0; } td::before { content: attr(data-label) ": "; color: var(--quiet); } td:first-child { font-weight: 600; } td:first-child::before { content: ""; } td.none { display: none; }
        }
        @media print { :root { --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --good: #1a7f4b; --warn: #8a5800; --bad: #a02019; --accent: #2456a6; --good-wash: #fff; --warn-wash: #fff; --bad-wash: #fff; --accent-wash: #eef3fb; } body { max-width: none; padding: 0; font-size: 11pt; } section { border: 0; padding: 0; } section.node { break-before: page; } .summary { padding-left: 1rem; border-left: .5rem solid; } tr, .finding, svg.picture { break-inside: avoid; } a { color: inherit; } }

        """;
}
