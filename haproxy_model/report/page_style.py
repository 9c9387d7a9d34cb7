"""The style sheet of the pages: on screens wide and narrow, light and dark, and on paper."""

from __future__ import annotations

from haproxy_model.report.palette import DARK, LIGHT, MONO, SANS, Tint

#: The roles that arrows to servers may have.
ARROWS = ("good", "warning", "error")
_RULES = """\
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 SANS; overflow-wrap: anywhere; }
header, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 0; padding-bottom: .4rem; border-bottom: 1px solid var(--gutter-edge); font: 600 1.2rem/1.4 MONO; }
h2 span, header p, .quiet, figcaption, caption, h3 { color: var(--gutter-ink); }
h2 span { float: right; font: 400 .85rem/2 SANS; }
h3, caption, figcaption { margin: 1.6rem 0 .5rem; font-size: .85rem; font-weight: 600; text-align: left; }
header p, .quiet { margin: .3rem 0; font-size: .9rem; }
code, .name { font-family: MONO; }
bdi { unicode-bidi: isolate; }
section { margin: 1.75rem 0; padding: 1.25rem; border: 1px solid var(--gutter-edge); border-radius: 10px; }
figure { margin: 0; }
.verdicts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.verdicts > div { padding: .75rem 1rem; border-width: 1px; border-style: solid; border-radius: 8px; }
.verdicts dt { display: flex; justify-content: space-between; gap: .5rem; font-size: .85rem; font-weight: 600; }
.verdicts dd { margin: .4rem 0 0; }
.chip {
  display: inline-block; padding: .05rem .5rem; border-width: 1px; border-style: solid; border-radius: 5px;
  font: 600 .75rem/1.5 SANS; overflow-wrap: normal;
}
.listed { display: inline-block; padding: .1rem .5rem; border-radius: 5px; }
th.name bdi { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 4; }
.turned th.name { min-width: 0; }
.turned th.name bdi {
  display: inline; max-height: 11rem; writing-mode: vertical-rl; transform: rotate(180deg); text-align: left;
}
.turned td { padding: .35rem .1rem; }
.flow { display: flex; align-items: center; gap: 2.4rem; }
.flow > * {
  position: relative; display: grid; gap: .6rem; flex: 1 1 0; min-width: 0; margin: 0; padding: 0; list-style: none;
}
.flow > :first-child { flex: 0 0 auto; }
.flow > .ends { flex: 2 1 0; gap: 0; }
.flow > .ends::after { display: none; }
.flow > * + *::before {
  content: ""; position: absolute; left: -2rem; top: 50%; width: 1.6rem; height: 2px; background: var(--gutter-ink);
}
.flow > * + *::after {
  content: ""; position: absolute; left: -.6rem; top: calc(50% - 4px); border: 5px solid transparent;
  border-left-color: var(--gutter-ink); border-right: 0;
}
.end { position: relative; padding: .3rem 0 .3rem 1.4rem; }
.end::before {
  content: ""; position: absolute; left: -.4rem; top: 0; bottom: 0; border-left: 2px solid var(--gutter-ink);
}
.end:first-child::before { top: 50%; }
.end:last-child::before { bottom: calc(50% - 2px); }
.arrow { position: absolute; left: -.4rem; top: 50%; width: 1.5rem; border-top: 2px solid var(--gutter-ink); }
.arrow::after {
  content: ""; position: absolute; left: 100%; top: -6px; border: 5px solid transparent;
  border-left-color: var(--gutter-ink); border-right: 0;
}
.waits > .arrow { border-top-style: dashed; }
figure > .frame { margin-top: .75rem; border-style: dashed; }
.card { padding: .5rem .7rem; border: 1px solid var(--edge); border-radius: 8px; background: var(--ground); }
.card p { margin: 0; font-size: .8rem; color: var(--gutter-ink); }
.card .name { font-size: .875rem; font-weight: 600; color: var(--ink); }
.perhaps { border-style: dashed; }
.frame { padding: .6rem; border: 1px solid var(--gutter-edge); border-radius: 8px; background: var(--gutter-ground); }
.frame > p:first-child { margin: 0 0 .4rem; font-size: .8rem; color: var(--gutter-ink); }
.frame ul {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .5rem; margin: 0; padding: 0;
  list-style: none;
}
.server { display: flex; align-items: center; justify-content: space-between; gap: .5rem; }
.server .chip { flex: none; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td {
  padding: .35rem .5rem; border-bottom: 1px solid var(--gutter-edge); text-align: center; vertical-align: middle;
}
thead th { vertical-align: bottom; font-size: .8rem; }
thead th:first-child { white-space: nowrap; }
thead th.name { min-width: 3.6rem; max-width: 10rem; }
th:first-child, td.text, th.text { text-align: left; }
tbody th { font-weight: 400; }
.states tbody th { min-width: 8rem; }
.events td.text { min-width: 11rem; }
.events td.text span { display: block; font-size: .8rem; color: var(--gutter-ink); }
.number { width: 2.2rem; }
.number span {
  display: inline-block; min-width: 1.6rem; border-width: 1px; border-style: solid; border-radius: 1rem;
  text-align: center; font-size: .8rem;
}
.nothing { color: var(--gutter-edge); }
ul.plain { margin: 0; padding-left: 1.1rem; }
a { color: inherit; }
.overview { margin-top: 1.25rem; }
.overview td, .overview th { text-align: left; }
footer { padding-bottom: 2rem; }
@media (max-width: 44rem) {
  header, main, footer { padding-left: .75rem; padding-right: .75rem; }
  section { padding: .9rem; }
  .flow { flex-direction: column; align-items: stretch; gap: 1.5rem; }
  .flow > * + *::before { left: 50%; top: -1.3rem; width: 2px; height: 1rem; }
  .flow > * + *::after {
    left: calc(50% - 4px); top: -.4rem; border: 5px solid transparent; border-top-color: var(--gutter-ink);
    border-bottom: 0;
  }
  .flow > :first-child { align-self: center; }
  .end { padding-left: 0; }
  .end::before, .arrow { display: none; }
  .flow > .ends::after { display: block; }
  th, td { padding: .3rem .2rem; }
  .states tbody th { min-width: 6.5rem; }
  .events td.text { min-width: 6.5rem; }
  thead th.name { min-width: 2.5rem; }
  td .chip { padding: .05rem .3rem; font-size: .7rem; }
}
@media print {
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .wide { overflow: visible; }
  figure, tr, .verdicts { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
}
"""


def style_sheet() -> str:
    """The rules, with the colours as variables."""
    roles = "\n".join(
        f".{role} {{ color: var(--{role}-ink); background: var(--{role}-ground); border-color: var(--{role}-edge); }}"
        for role in LIGHT
        if role
    )
    arrows = "\n".join(
        f".to-{role} > .arrow {{ border-color: var(--{role}-edge); }}\n"
        f".to-{role} > .arrow::after {{ border-left-color: var(--{role}-edge); }}"
        for role in ARROWS
    )
    return (
        f":root {{ color-scheme: light dark; {_variables(LIGHT)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} }} }}\n"
        f"{_RULES.replace('SANS', SANS).replace('MONO', MONO)}{roles}\n{arrows}\n"
    )


def _variables(tints: dict[str, Tint]) -> str:
    return " ".join(
        f"--{role}-{part}: {color};" if role else f"--{part}: {color};"
        for role, tint in tints.items()
        for part, color in zip(("ink", "ground", "edge"), tint, strict=True)
    )
