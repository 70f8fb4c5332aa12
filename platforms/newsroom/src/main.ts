import { createServer, type Server } from 'node:http'
import { parseArgs } from 'node:util'
import { createAdaptorServer } from '@hono/node-server'
import { createNewsroom } from './app.js'
import { openDatabase } from './database/open-database.js'
import { defaultCacheDirectory } from './database/seed-cache.js'
import { ErrorLog } from './error-log.js'

const usage = `Starts the newsroom, the site that Holdfast is demonstrated on.

Usage: node main.js [options]

  --port NUMBER      port to listen on, 0 for any free one (default 3000)
  --host ADDRESS     address to listen on (default 127.0.0.1)
  --data-dir FOLDER  keep what visitors write in this folder (default: in memory only)
  --cache-dir FOLDER where the seeded database is kept between starts (default: NEWSROOM_CACHE, or a temporary folder)
  --help             show this
`

/**
 * Node's own defaults leave a request whose body drips in open for minutes. They have to be given to the constructor:
 * set afterwards, the check that enforces them keeps its slow rhythm.
 */
const timeLimits = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 30_000,
}
const mostConnections = 2_000
const tidyEveryMs = 30_000
const stopWithinMs = 5_000

async function main(): Promise<void> {
  const options = readOptions()
  const db = await openDatabase({ ...options, now: Date.now() })
  const errors = new ErrorLog((line) => console.error(line))
  const onError = (error: Error) => errors.note(error, Date.now())
  const app = createNewsroom({ db, onError })
  const server = createAdaptorServer({ fetch: app.fetch, createServer, serverOptions: timeLimits }) as Server
  server.maxConnections = mostConnections

  const tidying = setInterval(() => db.tidy().catch(onError), tidyEveryMs)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(tidying)
    setTimeout(() => server.closeAllConnections(), stopWithinMs).unref()
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeIdleConnections()
    })
    await db.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Whoever started it with a channel is gone: a demonstration must not leave a server behind.
  process.on('disconnect', stop)

  server.on('error', (error) => fail(listenProblem(error, options), 1))
  server.listen(options.port, options.host, () => {
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : options.port
    const host = options.host.includes(':') ? `[${options.host}]` : options.host
    console.log(`newsroom listening on http://${host}:${port}`)
    process.send?.({ ready: true, port })
  })
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '3000' },
        host: { type: 'string', default: '127.0.0.1' },
        'data-dir': { type: 'string' },
        'cache-dir': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      process.stdout.write(usage)
      process.exit(0)
    }
    const port = Number(values.port)
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
      fail(`--port must be a number from 0 to 65535, and not "${values.port}".`, 2)
    }
    return {
      port,
      host: values.host,
      cacheDirectory: values['cache-dir'] ?? defaultCacheDirectory(),
      ...(values['data-dir'] === undefined ? {} : { dataDirectory: values['data-dir'] }),
    }
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`, 2)
  }
}

function listenProblem(error: Error, { host, port }: { host: string; port: number }): string {
  const code = 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`
  return `Cannot listen on ${host}, port ${port}: ${error.message}`
}

function fail(message: string, code: number): never {
  console.error(message)
  process.exit(code)
}

main().catch((error) => fail(error instanceof Error ? error.message : String(error), 1))
