/** Colours, type, links, the things every page has. */
export const foundation = `
:root {
  color-scheme: light dark;
  --paper: #fdfbf6;
  --panel: #f4efe4;
  --ink: #17191c;
  --muted: #575c63;
  --rule: #d9d2c3;
  --strong-rule: #17191c;
  --link: #0d4f62;
  --accent: #9a3320;
  --button: #0d3b4a;
  --button-ink: #fdfbf6;
  --field: #ffffff;
  --field-edge: #7d8087;
  --mark: #fbe3a3;
  --notice: #fbeccb;
  --danger: #a3201d;
  --focus: #0b63c4;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", Charter, Georgia, "DejaVu Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  --gap: clamp(1rem, 2.4vw, 2rem);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131619;
    --panel: #1c2024;
    --ink: #ece7dc;
    --muted: #a8adb3;
    --rule: #353b41;
    --strong-rule: #cfc9bd;
    --link: #8bcbdc;
    --accent: #f19a7b;
    --button: #8bcbdc;
    --button-ink: #10232a;
    --field: #0d0f11;
    --field-edge: #8a9097;
    --mark: #5d4a12;
    --notice: #3a2f14;
    --danger: #ff9d94;
    --focus: #8fc2ff;
  }
  img { filter: brightness(.9); }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto;
  padding: 0 clamp(1rem, 3vw, 2.5rem);
  max-width: 84rem;
  background: var(--paper);
  color: var(--ink);
  font: 400 1.0625rem/1.6 var(--serif);
  overflow-wrap: break-word;
}
h1, h2, h3, p, ul, ol, figure, blockquote, fieldset { margin: 0; padding: 0; }
h1, h2, h3 { line-height: 1.15; text-wrap: balance; font-weight: 700; }
p { text-wrap: pretty; }
ul, ol { list-style: none; }
fieldset { border: 0; min-width: 0; }
img { display: block; width: 100%; height: auto; background: var(--panel); }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: .06em; }
a:hover { text-decoration-thickness: .14em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
main:focus { outline: none; }
mark { background: var(--mark); color: inherit; padding: 0 .1em; }
.visually-hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 2; padding: .6rem 1rem; background: var(--button); color: var(--button-ink); font-family: var(--sans); }
.skip:focus { top: .5rem; }
.narrow { max-width: 42rem; margin: 0 auto; padding: var(--gap) 0 3rem; display: grid; gap: 1.25rem; }
.narrow h1, .search h1 { font-size: clamp(1.9rem, 4.5vw, 2.75rem); letter-spacing: -.015em; }
.standfirst { font-size: 1.2em; line-height: 1.45; color: var(--muted); }
.kicker { font: 700 .75rem/1.4 var(--sans); letter-spacing: .08em; text-transform: uppercase; color: var(--accent); }
.kicker a { color: inherit; text-decoration: none; }
.kicker a:hover { text-decoration: underline; }
.rubric {
  font: 700 .8125rem/1.3 var(--sans); letter-spacing: .08em; text-transform: uppercase;
  border-top: 3px solid var(--strong-rule); padding-top: .55rem; margin-bottom: .9rem;
}
.rubric a { color: inherit; text-decoration: none; }
.rubric a:hover { text-decoration: underline; }
.button {
  display: inline-block; min-height: 2.75rem; padding: .6rem 1.1rem; border: 2px solid var(--button); border-radius: 2px;
  background: transparent; color: var(--link); font: 600 1rem/1.35 var(--sans); text-decoration: none; cursor: pointer;
}
.button:hover { text-decoration: underline; }
.button-strong { background: var(--button); color: var(--button-ink); }
.more { margin: 1.75rem 0; text-align: center; }
.plain-links { display: grid; gap: .75rem; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  .masthead nav, .quick-search, .footer, .comment-form, .ask, .comment-tools, .skip, .article-more { display: none; }
  body { max-width: none; font-size: 11pt; }
}
`
