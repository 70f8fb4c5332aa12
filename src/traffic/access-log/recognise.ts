/** Enough to know what it is; and a bound on what a pattern looks at. */
const LOOKED_AT_BYTES = 512

const TURN_ON_HTTPLOG = 'use "option httplog" in the frontend, so that it logs requests and not only connections'

const LOOKS: readonly (readonly [pattern: RegExp, says: string])[] = [
  [
    /^(?:.{0,80}\]: )?\S+:\d+ \[\d\d\/\w{3}\/\d{4}:[\d:.]+\] \S+ \S+ [-+\d]+\/[-+\d]+\/[-+\d]+ [-+\d]+ /,
    `This looks like HAProxy's tcplog: ${TURN_ON_HTTPLOG}.`,
  ],
  [/Connect from \S+:\d+ to \S+:\d+ \(/, `This looks like HAProxy's default log: ${TURN_ON_HTTPLOG}.`],
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#/, "This looks like nginx's error log: give the access log."],
  [/^\[\w{3} \w{3} [ \d]\d [\d:.]+ \d{4}\] \[/, "This looks like Apache's error log: give the access log."],
  [
    /^#(?:Software|Version|Fields|Date): /,
    'This looks like the W3C format of IIS or CloudFront, which is not read: convert it to the combined format.',
  ],
  [
    /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ [-.\d]+ /,
    'This looks like the log of an AWS load balancer, which is not read: convert it to the combined format.',
  ],
  [
    /^\{"log":"/,
    'This looks like a log file of Docker itself, with each line wrapped in JSON: write "docker logs NAME > access.log" and give that.',
  ],
  [/^<(?:!doctype|html)/i, 'This is a web page, not a log.'],
  [/^\w+=\S+ \w+=\S+ /, 'This looks like key=value pairs (logfmt), which are not read: have the server log JSON.'],
]

const LONGEST_MAGIC_BYTES = 6

/** First bytes of files that are no text. */
const MAGIC: readonly (readonly [hexadecimal: string, says: string])[] = [
  ['504b0304', 'This is a zip archive: unpack it first.'],
  ['fd377a585a00', 'This is compressed with xz: unpack it first (xz -dc FILE), or pipe it in and give "-".'],
  ['28b52ffd', 'This is compressed with zstd: unpack it first (zstd -dc FILE), or pipe it in and give "-".'],
  ['425a68', 'This is compressed with bzip2: unpack it first (bzip2 -dc FILE), or pipe it in and give "-".'],
  ['1f8b08', 'This is compressed with gzip twice: unpack it once (gzip -dc FILE), or pipe it in and give "-".'],
  ['fffe', 'This is UTF-16: convert it first (iconv -f UTF-16 -t UTF-8 FILE).'],
  ['feff', 'This is UTF-16: convert it first (iconv -f UTF-16 -t UTF-8 FILE).'],
]

/** What a line that is of no known format looks like, and what to do about it, in words; null when it looks like nothing. */
export function recogniseLine(bytes: Buffer, start: number, end: number): string | null {
  const text = bytes.toString('latin1', start, Math.min(end, start + LOOKED_AT_BYTES))
  return LOOKS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** The same of what a file begins with. */
export function recogniseFile(bytes: Buffer): string | null {
  const first = bytes.toString('hex', 0, LONGEST_MAGIC_BYTES)
  return MAGIC.find(([hexadecimal]) => first.startsWith(hexadecimal))?.[1] ?? null
}
