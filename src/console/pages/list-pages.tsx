import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { BrainView, ListEntry, ListName } from '../../brain/status.js'
import { parseAddress } from '../../traffic/address.js'
import { CidrSet, parseCidr } from '../../traffic/cidr-set.js'
import { addEntry, newEntrySchema, oldEntrySchema } from '../api.js'
import { type ConsoleEnv, remoteAddress } from '../console-env.js'
import { problemsOf } from '../json-body.js'
import { isLoopbackAddress } from '../loopback.js'
import { formatDayAndClock, formatDuration, msBetween } from '../view/format.js'
import { formText } from './form-text.js'
import { htmlPage } from './html-page.js'
import { Layout, type PageFrame } from './layout.js'

const BODY_LIMIT_BYTES = 8 * 1024
/** More entries than this are counted, not shown; the API has them all. */
const MOST_SHOWN = 500

const TIMES_TO_LIVE = [
  { seconds: '', words: 'no end' },
  { seconds: '3600', words: 'for an hour' },
  { seconds: '86400', words: 'for a day' },
  { seconds: '604800', words: 'for a week' },
]

/** What a redirect after a change may say. Only these words, never text from the address bar. */
const DONE_WORDS = new Map([
  ['added', 'The entry was added. It counts from now on.'],
  ['removed', 'The entry was removed.'],
  ['gone', 'There was no such entry any more.'],
])

/** What was typed into the form, and what stands in its way. */
interface Draft {
  list: string
  cidr: string
  note: string
  ttlSeconds: string
  problem: string | null
  /** A question that a tick box answers. */
  question: string | null
}

const EMPTY_DRAFT: Draft = { list: 'deny', cidr: '', note: '', ttlSeconds: '', problem: null, question: null }

/** `/lists`: who is never and who is always refused. Works with plain forms. */
export function listPages(view: BrainView, frame: PageFrame): Hono<ConsoleEnv> {
  const pages = new Hono<ConsoleEnv>()
  pages.use('/lists/*', bodyLimit({ maxSize: BODY_LIMIT_BYTES }))

  pages.get('/lists', (c) => listsPage(c, 200, EMPTY_DRAFT, DONE_WORDS.get(c.req.query('done') ?? '') ?? null))

  pages.post('/lists/add', async (c) => {
    const form = await c.req.parseBody()
    const draft: Draft = {
      list: formText(form.list),
      cidr: formText(form.cidr).trim(),
      note: formText(form.note).trim(),
      ttlSeconds: formText(form.ttlSeconds),
      problem: null,
      question: null,
    }
    const { list, cidr, note, ttlSeconds } = draft
    const asked = newEntrySchema.safeParse({
      list,
      cidr,
      note,
      ...(ttlSeconds ? { ttlSeconds: Number(ttlSeconds) } : {}),
    })
    if (!asked.success) return listsPage(c, 422, { ...draft, problem: problemsOf(asked.error) }, null)

    const question = form.sure === 'yes' ? null : questionBeforeAdding(asked.data.list, cidr, remoteAddress(c))
    if (question) return listsPage(c, 422, { ...draft, question }, null)

    const added = addEntry(view, asked.data)
    if ('error' in added) return listsPage(c, 422, { ...draft, problem: added.error }, null)
    return c.redirect('/lists?done=added', 303)
  })

  pages.post('/lists/remove', async (c) => {
    const form = await c.req.parseBody()
    const asked = oldEntrySchema.safeParse({ list: form.list, cidr: form.cidr })
    if (!asked.success) return listsPage(c, 422, { ...EMPTY_DRAFT, problem: problemsOf(asked.error) }, null)
    const removed = view.removeFromList(asked.data.list, asked.data.cidr)
    return c.redirect(`/lists?done=${removed ? 'removed' : 'gone'}`, 303)
  })

  function listsPage(c: Context<ConsoleEnv>, status: 200 | 422, draft: Draft, done: string | null): Response {
    const { now, level, platforms } = view.status()
    const entries = view.lists()
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    return htmlPage(
      c,
      <Layout frame={frame} title="Lists" path="/lists" level={level} platforms={platforms.map(({ name }) => name)}>
        <h1>Allow and deny lists</h1>
        {done ? (
          <p class="done" role="status">
            {done}
          </p>
        ) : null}
        <AddForm draft={draft} />
        <div class="details">
          {(['allow', 'deny'] as const).map((list) => (
            <List list={list} entries={entries.filter((entry) => entry.list === list)} now={now} timeZone={timeZone} />
          ))}
        </div>
      </Layout>,
      status,
    )
  }

  return pages
}

/** Denying oneself or half of the Internet is allowed, but not by a slip of the finger. null: nothing to ask. */
function questionBeforeAdding(list: ListName, cidr: string, ownAddress: string): string | null {
  if (list === 'allow') return null
  try {
    const { address, bits } = parseCidr(cidr)
    if (bits < (address.family === 4 ? 8 : 32)) return `${cidr} is a very large part of the Internet. Deny all of it?`
    if (isLoopbackAddress(address.text)) return `${cidr} is this machine itself, perhaps your own proxy. Deny it?`
    const own = parseAddress(ownAddress)
    if (own && new CidrSet([cidr]).has(own)) return `${cidr} holds your own address, ${own.text}. Deny it?`
    return null
  } catch (error) {
    // Not a network: adding it will say so.
    if (error instanceof RangeError) return null
    throw error
  }
}

function AddForm({ draft }: { draft: Draft }) {
  const { list, cidr, note, ttlSeconds, problem, question } = draft
  return (
    <section class="card" aria-labelledby="add-title">
      <h2 id="add-title">Add an entry</h2>
      {problem ? (
        <p class="problem" id="problem" role="alert">
          {problem}
        </p>
      ) : null}
      <form method="post" action="/lists/add" class="add-form">
        <fieldset>
          <legend>List</legend>
          <label>
            <input type="radio" name="list" value="allow" checked={list === 'allow'} /> Allow: never refused
          </label>
          <label>
            <input type="radio" name="list" value="deny" checked={list !== 'allow'} /> Deny: always refused
          </label>
        </fieldset>
        <div class="field">
          <label for="cidr">Address or network</label>
          <input
            id="cidr"
            name="cidr"
            required
            maxlength={64}
            value={cidr}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={problem ? 'problem cidr-hint' : 'cidr-hint'}
            aria-invalid={problem ? 'true' : undefined}
          />
          <p class="hint" id="cidr-hint">
            For example 192.0.2.7, 192.0.2.0/24 or 2001:db8::/48
          </p>
        </div>
        <div class="field">
          <label for="note">Note (who and why)</label>
          <input id="note" name="note" maxlength={200} value={note} autocomplete="off" />
        </div>
        <div class="field">
          <label for="ttlSeconds">How long</label>
          <select id="ttlSeconds" name="ttlSeconds">
            {TIMES_TO_LIVE.map(({ seconds, words }) => (
              <option value={seconds} selected={seconds === ttlSeconds}>
                {words}
              </option>
            ))}
          </select>
        </div>
        {question ? (
          <label class="question">
            <input type="checkbox" name="sure" value="yes" required /> <strong>{question}</strong> Yes, I am sure.
          </label>
        ) : null}
        <button type="submit">Add</button>
      </form>
    </section>
  )
}

const LIST_WORDS: Record<ListName, { title: string; empty: string }> = {
  allow: { title: 'Allowed', empty: 'Nobody is on the allow list. Put your own network here before you need it.' },
  deny: { title: 'Denied', empty: 'Nobody is on the deny list.' },
}

function List(props: { list: ListName; entries: ListEntry[]; now: string; timeZone: string }) {
  const { list, entries, now, timeZone } = props
  const { title, empty } = LIST_WORDS[list]
  return (
    <section class="card wide" aria-labelledby={`${list}-title`}>
      <h2 id={`${list}-title`}>
        {title} <span class="sub">{entries.length}</span>
      </h2>
      {entries.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <table class="entries">
          <thead>
            <tr>
              <th scope="col">Network</th>
              <th scope="col">Note</th>
              <th scope="col">Until</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {entries.slice(0, MOST_SHOWN).map((entry) => (
              <tr>
                <th scope="row">
                  <code>{entry.cidr}</code>
                </th>
                <td class="entry-note">{entry.note ?? ''}</td>
                <td>
                  {entry.expires ? (
                    <time datetime={entry.expires}>
                      {formatDayAndClock(entry.expires, timeZone)}{' '}
                      <span class="sub">in {formatDuration(msBetween(now, entry.expires))}</span>
                    </time>
                  ) : (
                    'no end'
                  )}
                </td>
                <td>
                  {entry.from === 'file' ? (
                    <span class="sub">in the configuration</span>
                  ) : (
                    <form method="post" action="/lists/remove">
                      <input type="hidden" name="list" value={list} />
                      <input type="hidden" name="cidr" value={entry.cidr} />
                      <button type="submit" class="quiet" aria-label={`Remove ${entry.cidr} from the ${list} list`}>
                        Remove
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entries.length > MOST_SHOWN ? (
        <p class="hint">and {entries.length - MOST_SHOWN} more; GET /api/lists has them all.</p>
      ) : null}
    </section>
  )
}
