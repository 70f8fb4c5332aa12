/** Front page, section pages, teasers, search results. */
export const lists = `
.teaser { position: relative; }
.teaser .teaser-title a::after { content: ""; position: absolute; inset: 0; }
.teaser-title { font-size: 1.25rem; }
.teaser-title a { color: inherit; text-decoration: none; }
.teaser-title a:hover { text-decoration: underline; text-decoration-thickness: .06em; }
.teaser-meta { font: 400 .8125rem/1.5 var(--sans); color: var(--muted); }
.teaser-meta > span + time::before, .teaser-meta > time + span::before { content: "\\00a0· "; }
.teaser-standfirst { color: var(--muted); line-height: 1.5; }
.teaser-text { display: grid; gap: .35rem; align-content: start; }
.teaser-photo img { aspect-ratio: 16 / 10; object-fit: cover; }
.teaser-photo + .teaser-text { padding-top: .7rem; }
.teaser-lead .teaser-title { font-size: clamp(1.75rem, 3.6vw, 2.9rem); letter-spacing: -.018em; line-height: 1.08; }
.teaser-lead .teaser-standfirst { font-size: 1.125rem; }
.teaser-line { padding: .7rem 0; border-bottom: 1px solid var(--rule); }
.teaser-line:last-child { border-bottom: 0; }
.teaser-line .teaser-title { font-size: 1.0625rem; line-height: 1.3; font-weight: 600; }

.front-top { display: grid; gap: var(--gap); padding-top: var(--gap); grid-template-columns: minmax(0, 2.15fr) minmax(0, 1fr) minmax(0, .95fr); }
.front-lead { display: grid; gap: 1.5rem; align-content: start; }
.front-below { display: grid; gap: 1.25rem var(--gap); grid-template-columns: repeat(3, minmax(0, 1fr)); border-top: 1px solid var(--rule); padding-top: 1.1rem; }
.front-below .teaser-title { font-size: 1.125rem; line-height: 1.25; }
.front-below .teaser-standfirst { font-size: .9375rem; }
.front-picks { display: grid; gap: 1.25rem; align-content: start; border-left: 1px solid var(--rule); padding-left: var(--gap); }
.front-picks .teaser + .teaser { border-top: 1px solid var(--rule); padding-top: 1.25rem; }
.front-latest { border-left: 1px solid var(--rule); padding-left: var(--gap); }
.front-latest .rubric { margin-bottom: .1rem; }
.discussed { margin-top: 2.5rem; }
.discussed ol { counter-reset: place; display: grid; gap: 1rem var(--gap); grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); }
.discussed li { counter-increment: place; position: relative; padding-left: 2.4rem; line-height: 1.3; }
.discussed li::before { content: counter(place); position: absolute; left: 0; top: -.15rem; font: 400 2rem/1 var(--serif); color: var(--accent); font-variant-numeric: lining-nums; }
.discussed a { display: block; color: var(--ink); text-decoration: none; font-weight: 600; padding-bottom: .2rem; }
.discussed a:hover { text-decoration: underline; }
.front-sections { display: grid; gap: 2.5rem var(--gap); margin-top: 2.5rem; grid-template-columns: repeat(4, minmax(0, 1fr)); }
.front-sections .teaser-photo + .teaser-text { padding-bottom: .7rem; }
.front-sections .teaser-photo ~ .teaser-text { border-bottom: 1px solid var(--rule); }

.section-head { padding: var(--gap) 0 1.25rem; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; }
.section-head h1 { font-size: clamp(2rem, 5vw, 3rem); letter-spacing: -.02em; }
.section-head p { color: var(--muted); font-style: italic; }
.section-head + .teaser-lead { display: grid; gap: var(--gap); grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr); padding-bottom: var(--gap); border-bottom: 1px solid var(--rule); }
.section-head + .teaser-lead .teaser-text { padding-top: 0; align-content: center; gap: .7rem; }
.section-list { display: grid; gap: 2rem var(--gap); padding-top: var(--gap); grid-template-columns: repeat(3, minmax(0, 1fr)); }

.search { max-width: 50rem; margin: 0 auto; padding: var(--gap) 0 3rem; display: grid; gap: 1.25rem; }
.search-form { grid-template-columns: minmax(0, 1fr) auto auto; align-items: end; }
.hits { display: grid; }
.hit { padding: 1rem 0; border-bottom: 1px solid var(--rule); display: grid; gap: .3rem; }
.hit:first-child { padding-top: 0; }
.passage { line-height: 1.5; }
.pages { display: flex; gap: 1.25rem; align-items: center; justify-content: center; font-family: var(--sans); }

@media (max-width: 68rem) {
  .front-top { grid-template-columns: minmax(0, 1.7fr) minmax(0, 1fr); }
  .front-latest { grid-column: 1 / -1; border-left: 0; padding-left: 0; }
  .front-latest .teaser-line { break-inside: avoid; }
  .front-sections { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .section-list { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .front-below { grid-template-columns: minmax(0, 1fr); }
  .front-below .teaser + .teaser { border-top: 1px solid var(--rule); padding-top: 1.1rem; }
}
@media (max-width: 48rem) {
  .front-top, .section-list, .section-head + .teaser-lead { grid-template-columns: minmax(0, 1fr); }
  .front-picks { border-left: 0; padding-left: 0; border-top: 1px solid var(--rule); padding-top: 1.25rem; }
  .front-sections { grid-template-columns: minmax(0, 1fr); gap: 2rem; }
  .search-form { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .search-form .field:first-child { grid-column: 1 / -1; }
}
`
