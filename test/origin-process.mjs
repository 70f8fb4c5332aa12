import { createServer } from 'node:http'

// An origin in a process of its own, so that it can be killed: `origin-process.mjs PORT`. Pages below /kept/ may be kept
// for a second, all others not at all.
const server = createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
  const kept = req.url?.startsWith('/kept/') === true
  res.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': kept ? 'public, max-age=1' : 'no-store' })
  setTimeout(() => res.end('an answer of the origin\n'), 5)
})
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))
