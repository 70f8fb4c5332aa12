/** The look of the page; it loads nothing. Colours reach WCAG AA on both grounds. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #fff; --card: #f4f6f8; --text: #1b2733; --quiet: #52606d; --line: #c3ccd5;
  --good: #4f8a5b; --good-text: #2a6a39; --asked: #b8860b; --bad: #b3261e; --during: #7b4bb31f; --sent: #a08abf; --origin: #6d3fa5;
  --strained: #b8860b; --attack: #7b4bb3; --severe: #b3261e; --mark: #1b2733 }
@media (prefers-color-scheme: dark) { :root { --ground: #12181f; --card: #1c242d; --text: #e6ebf0; --quiet: #a9b5c1;
  --line: #45525f; --good: #5fa56e; --good-text: #86d096; --asked: #e0b040; --bad: #ff7b72; --during: #b794f026; --sent: #75639a; --origin: #c6a8f5;
  --strained: #e0b040; --attack: #b794f0; --severe: #ff7b72; --mark: #e6ebf0 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 64rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.1rem; color: var(--quiet); font-weight: 600; margin: 0; overflow-wrap: anywhere }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
p, li { max-width: 46rem; overflow-wrap: anywhere }
p { margin: .5rem 0 }
.verdict { display: inline-block; margin: 1rem 0 0; padding: .1rem .7rem; border: 2px solid; border-radius: 1rem; font-weight: 700 }
.met, .verdict.met { color: var(--good-text) } .missed, .verdict.missed { color: var(--bad) }
td.met, td.missed { font-weight: 600; white-space: nowrap }
.lead { font-size: 1.35rem; line-height: 1.4; margin: .5rem 0 1rem; max-width: none }
figure { margin: 1.5rem 0 0 }
figcaption { font-weight: 600 }
figure svg { display: block; width: 100%; height: 11rem }
.top, .times { margin: .1rem 0; color: var(--quiet); font-size: .875rem; max-width: none }
.times { display: flex; justify-content: space-between; gap: 1rem }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .5rem 0 0; padding: 0; font-size: .875rem }
.swatch { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; background: currentColor }
rect { shape-rendering: crispEdges }
.grid { fill: none; stroke: var(--line); vector-effect: non-scaling-stroke }
.mark { fill: none; stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 4 3; vector-effect: non-scaling-stroke }
.line { fill: none; stroke: var(--good); stroke-width: 2; vector-effect: non-scaling-stroke; color: var(--good) }
.calm { fill: none; stroke: var(--quiet); stroke-dasharray: 2 3; vector-effect: non-scaling-stroke; color: var(--quiet) }
.swatch.mark { width: 2px; background: var(--mark) } .swatch.line, .swatch.calm { height: 3px; margin-bottom: .2rem }
${['good', 'asked', 'bad', 'during', 'sent', 'origin', 'strained', 'attack', 'severe'].map((name) => `.${name} { fill: var(--${name}); color: var(--${name}) }`).join(' ')}
.swatch { fill: none }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { padding: .4rem .6rem; text-align: right; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums }
th:first-child { text-align: left; padding-left: 0; font-weight: 400 }
thead th, thead th:first-child, tbody th[colspan] { font-weight: 600 }
tbody th[colspan] { padding-top: 1rem }
.events { list-style: none; margin: 0; padding: 0 }
.events li { display: grid; grid-template-columns: 5.5rem 1fr; gap: .75rem; padding: .35rem 0; border-bottom: 1px solid var(--line); max-width: none }
.events time { color: var(--quiet); font-variant-numeric: tabular-nums; text-align: right }
footer { margin-top: 3rem; color: var(--quiet); font-size: .875rem }
@media (max-width: 40rem) { .lead { font-size: 1.15rem } figure svg { height: 9rem }
  th, td { padding: .35rem .3rem; font-size: .875rem } .events li { grid-template-columns: 4rem 1fr } }
@media print { body { max-width: none; padding: 0; font-size: 10pt } .area, .swatch { print-color-adjust: exact } figure svg { height: 9rem } }
`
