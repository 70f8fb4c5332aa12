/** Articles and comments. */
export const reading = `
.article { padding-top: var(--gap); }
.article-head { max-width: 46rem; margin: 0 auto; display: grid; gap: .8rem; }
.article-head h1 { font-size: clamp(2rem, 5.2vw, 3.4rem); letter-spacing: -.02em; line-height: 1.06; }
.byline, .times { font: 400 .9375rem/1.5 var(--sans); }
.byline-name { font-weight: 700; }
.times { color: var(--muted); font-size: .875rem; border-top: 1px solid var(--rule); padding-top: .7rem; }
.article-photo { max-width: 60rem; margin: 1.5rem auto; }
.article-photo figcaption { padding: .55rem 0; font: 400 .875rem/1.5 var(--sans); color: var(--muted); border-bottom: 1px solid var(--rule); }
.credit { display: block; font-size: .8125rem; }
.article-body { max-width: 38rem; margin: 0 auto; font-size: 1.1875rem; line-height: 1.65; display: grid; gap: 1.15rem; }
.article-body > p:first-child::first-letter { font-size: 3.55em; line-height: .82; float: left; padding: .07em .09em 0 0; font-weight: 700; color: var(--accent); }
.article-body h2 { font-size: 1.4rem; margin-top: .8rem; }
.article-body blockquote { border-left: 4px solid var(--accent); padding: .1rem 0 .1rem 1.1rem; font-size: 1.12em; line-height: 1.45; font-style: italic; }
.corrections { padding: 1rem 1.15rem; background: var(--panel); font: 400 .9375rem/1.55 var(--sans); display: grid; gap: .5rem; }
.article-body .corrections h2 { margin: 0; font: 700 .9375rem/1.3 var(--sans); }
.ask { margin-top: .8rem; padding: 1.15rem; border-top: 3px solid var(--strong-rule); background: var(--panel); display: flex; flex-wrap: wrap; gap: .9rem; align-items: center; justify-content: space-between; font-size: 1.0625rem; line-height: 1.5; }
.ask p { flex: 1 1 18rem; }
.article-more { display: grid; gap: 0; padding-top: 2.75rem; }
.related { display: grid; gap: var(--gap); grid-template-columns: repeat(3, minmax(0, 1fr)); }
.related .teaser-standfirst { display: none; }
.comments { max-width: 44rem; margin: 3rem auto 0; }
.comments-alone { margin-top: var(--gap); display: grid; gap: .6rem; }
.comments-title { font-size: clamp(1.5rem, 3.5vw, 2.1rem); }
.comments-title a { color: inherit; }
.comment { padding: 1.1rem 0; border-bottom: 1px solid var(--rule); display: grid; gap: .4rem; }
.comment:target { background: var(--notice); box-shadow: -.75rem 0 0 var(--notice), .75rem 0 0 var(--notice); }
.comment-head { font: 400 .9375rem/1.4 var(--sans); }
.comment-head time { color: var(--muted); font-size: .8125rem; padding-left: .35rem; }
.comment-body { display: grid; gap: .6rem; overflow-wrap: anywhere; }
.comment-tools { font: 400 .8125rem/1.4 var(--sans); }
.comment-tools a { display: inline-block; padding: .25rem 0; color: var(--muted); }
.reported { padding: 1rem 1.15rem; background: var(--panel); display: grid; gap: .5rem; overflow-wrap: anywhere; }
.reported figcaption { font: 400 .875rem/1.4 var(--sans); color: var(--muted); }
.own-comments { display: grid; gap: .75rem; }
@media (max-width: 48rem) { .related { grid-template-columns: minmax(0, 1fr); } }
`
