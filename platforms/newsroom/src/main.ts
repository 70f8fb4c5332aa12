import { parseArgs } from 'node:util'
import { createNewsroom } from './app.js'
import { openDatabase } from './database/open-database.js'
import { defaultCacheDirectory } from './database/seed-cache.js'
import { ErrorLog } from './error-log.js'
import { startServer } from './start-server.js'

const usage = `Starts the newsroom, the site that Holdfast is demonstrated on.

Usage: node main.js [options]

  --port NUMBER       port to listen on, 0 for any free one (default 3000)
  --host ADDRESS      address to listen on (default 127.0.0.1)
  --data-dir FOLDER   keep what visitors write in this folder (default: in memory only)
  --cache-dir FOLDER  where the seeded database is kept between starts
                      (default: NEWSROOM_CACHE, or a folder of yours below the temporary one)
  --help              show this

Examples:
  node main.js                        the newsroom on http://127.0.0.1:3000
  node main.js --port 0               on any free port; the line it prints says which
  node main.js --data-dir ./newsroom  comments and pledges outlive a restart
`

const tidyEveryMs = 30_000
const stopWithinMs = 5_000

async function main(): Promise<void> {
  const options = readOptions()
  const db = await openDatabase({ ...options, now: Date.now() })
  const errors = new ErrorLog((line) => console.error(line))
  const onError = (error: Error) => errors.note(error, Date.now())
  const app = createNewsroom({ db, onError })
  const server = await startServer(app.fetch, options)

  const tidying = setInterval(() => db.tidy().catch(onError), tidyEveryMs)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(tidying)
    await server.stop(stopWithinMs)
    await db.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Whoever started it with a channel is gone: a demonstration must not leave a server behind.
  process.on('disconnect', stop)

  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  console.log(`newsroom listening on http://${host}:${server.port}`)
  process.send?.({ ready: true, port: server.port })
}

function readOptions() {
  const { values } = parse()
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const port = Number(values.port)
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    fail(`--port must be a number from 0 to 65535, and not "${values.port}".`, 2)
  }
  const dataDirectory = values['data-dir']
  return {
    port,
    host: values.host,
    cacheDirectory: values['cache-dir'] ?? defaultCacheDirectory(),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '3000' },
        host: { type: 'string', default: '127.0.0.1' },
        'data-dir': { type: 'string' },
        'cache-dir': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`, 2)
  }
}

function fail(message: string, code: number): never {
  console.error(message)
  process.exit(code)
}

main().catch((error) => fail(error instanceof Error ? error.message : String(error), 1))
