/** The look of the page; it loads nothing. Colours reach WCAG AA on both grounds. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #fff; --card: #f4f6f8; --text: #1b2733; --quiet: #52606d; --line: #c3ccd5;
  --serve: #5b8db8; --slow: #b8860b; --challenge: #c2571a; --refuse: #b3261e; --drop: #6d1a36;
  --strained: #b8860b; --attack: #7b4bb3; --severe: #b3261e; --mark: #1b2733 }
@media (prefers-color-scheme: dark) { :root { --ground: #12181f; --card: #1c242d; --text: #e6ebf0; --quiet: #a9b5c1;
  --line: #45525f; --serve: #6fa3cf; --slow: #e0b040; --challenge: #f0894a; --refuse: #ff7b72; --drop: #e58fb0;
  --strained: #e0b040; --attack: #b794f0; --severe: #ff7b72; --mark: #e6ebf0 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 64rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.1rem; color: var(--quiet); font-weight: 600; margin: 0 }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere }
p { margin: .5rem 0; max-width: 46rem; overflow-wrap: anywhere }
.lead { font-size: 1.35rem; line-height: 1.4; margin: .25rem 0 1.5rem; max-width: none }
figure { margin: 1.5rem 0 0 }
figcaption { font-weight: 600 }
figure svg { display: block; width: 100%; height: 15rem }
.top, .times { margin: .1rem 0; color: var(--quiet); font-size: .875rem; max-width: none }
.times { display: flex; justify-content: space-between; gap: 1rem }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .5rem 0 0; padding: 0; font-size: .875rem }
.swatch { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; background: currentColor }
rect { shape-rendering: crispEdges }
.grid { fill: none; stroke: var(--line); vector-effect: non-scaling-stroke }
.mark { fill: none; stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 4 3; vector-effect: non-scaling-stroke }
.swatch.mark { width: 2px; background: var(--mark) }
.serve { fill: var(--serve); color: var(--serve) } .slow { fill: var(--slow); color: var(--slow) }
.challenge { fill: var(--challenge); color: var(--challenge) } .refuse { fill: var(--refuse); color: var(--refuse) }
.drop { fill: var(--drop); color: var(--drop) } .strained { fill: var(--strained); color: var(--strained) }
.attack { fill: var(--attack); color: var(--attack) } .severe { fill: var(--severe); color: var(--severe) }
.rule { background: var(--card); border-radius: .5rem; padding: .9rem 1rem; margin: .75rem 0; break-inside: avoid }
.hits { display: block; width: 100%; height: 3rem; margin-top: .5rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { padding: .4rem .6rem; text-align: right; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums }
th:first-child { text-align: left; padding-left: 0; font-weight: 400 }
thead th, thead th:first-child { font-weight: 600 }
footer { margin-top: 3rem; color: var(--quiet); font-size: .875rem }
@media (max-width: 40rem) { .lead { font-size: 1.15rem } figure svg { height: 11rem } .hits { height: 2.5rem }
  th, td { padding: .35rem .3rem; font-size: .875rem } }
@media print { body { max-width: none; padding: 0; font-size: 10pt } .rule { border: 1px solid var(--line) }
  .area, .swatch, .rule { print-color-adjust: exact } figure svg { height: 9rem } }
`
