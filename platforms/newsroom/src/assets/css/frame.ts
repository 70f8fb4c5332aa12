/** Masthead, navigation, notice and footer. */
export const frame = `
.masthead { font-family: var(--sans); }
.masthead-top {
  display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; justify-content: space-between;
  padding: .5rem 0; font-size: .875rem; border-bottom: 1px solid var(--rule);
}
.masthead-date { color: var(--muted); }
.reader-links { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; align-items: center; }
.reader-links a { display: inline-block; padding: .4rem 0; color: var(--ink); text-decoration: none; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.reader-links a:hover { text-decoration: underline; }
.reader-links .give { padding: .4rem .8rem; background: var(--button); color: var(--button-ink); font-weight: 600; border-radius: 2px; }
.nameplate {
  padding: clamp(.9rem, 2.5vw, 1.8rem) 0 0; text-align: center; font: 700 clamp(1.5rem, 6.3vw, 4.75rem)/1 var(--serif); letter-spacing: -.02em; text-wrap: balance;
}
.nameplate a { color: inherit; text-decoration: none; }
.tagline { padding: .5rem 0 clamp(.8rem, 2vw, 1.4rem); text-align: center; font: italic 400 1rem/1.3 var(--serif); color: var(--muted); }
.masthead-bar {
  display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; justify-content: space-between;
  border-top: 3px solid var(--strong-rule); border-bottom: 1px solid var(--strong-rule); padding: .3rem 0; position: relative;
}
.masthead-bar::before { content: ""; position: absolute; left: 0; right: 0; top: 2px; border-top: 1px solid var(--strong-rule); }
.masthead-bar nav { min-width: 0; max-width: 100%; }
.sections { display: flex; flex-wrap: wrap; gap: 0 1.35rem; font-weight: 600; font-size: .9375rem; }
.sections a { display: inline-block; padding: .5rem 0; color: var(--ink); text-decoration: none; border-bottom: 3px solid transparent; }
.sections a:hover { border-color: var(--rule); }
.sections a[aria-current] { border-color: var(--accent); color: var(--accent); }
.quick-search { display: flex; gap: .4rem; }
.quick-search input { width: 11rem; min-width: 0; }
.quick-search input, .quick-search button { font: 400 .9375rem/1.2 var(--sans); padding: .4rem .6rem; min-height: 2.25rem; border: 1px solid var(--field-edge); border-radius: 2px; background: var(--field); color: var(--ink); }
.quick-search button { background: transparent; font-weight: 600; cursor: pointer; }
.stress-note { margin-top: 1rem; padding: .75rem 1rem; background: var(--notice); border-left: 4px solid var(--accent); font: 400 .9375rem/1.5 var(--sans); }
.footer { margin-top: 3.5rem; padding: 1.5rem 0 2.5rem; border-top: 3px solid var(--strong-rule); font: 400 .9375rem/1.6 var(--sans); }
.footer-columns { display: grid; gap: 1rem 3rem; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); }
.footer-name { font: 700 1.35rem/1.3 var(--serif); }
.footer ul { display: grid; gap: .1rem; }
.footer li a { display: inline-block; padding: .3rem 0; color: var(--ink); }
.imprint { margin-top: 1.25rem; color: var(--muted); font-size: .875rem; }
@media (max-width: 48rem) {
  .masthead-date { display: none; }
  .masthead-top nav, .reader-links { width: 100%; }
  .reader-links { justify-content: space-between; }
  .sections { gap: 0 1.05rem; }
  .sections a { padding: .35rem 0; }
  .masthead-bar search { width: 100%; }
  .quick-search { width: 100%; padding-bottom: .4rem; }
  .quick-search input { flex: 1; }
  .footer-columns { grid-template-columns: minmax(0, 1fr); }
}
`
