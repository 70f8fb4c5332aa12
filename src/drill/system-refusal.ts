import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { type Refusal, refuse } from './refusal.js'

/** Files, pipes and sockets of a load process besides its connections. */
const OTHER_FILES = 200

/** Why this system cannot make the load of a drill; null when it can. Nothing is sent. */
export async function systemRefusal(wish: { from: string; connections: number }): Promise<Refusal | null> {
  return (await cannotSpeakFrom(wish.from)) ?? (await tooFewFiles(wish.connections))
}

/** Linux lets every program speak from all of 127.0.0.0/8; other systems know 127.0.0.1 alone unless told otherwise. */
async function cannotSpeakFrom(address: string): Promise<Refusal | null> {
  const why = await new Promise<string | null>((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host: address, port: 0, exclusive: true }, () => server.close(() => resolve(null)))
  })
  if (why === null) return null
  return refuse(
    `this system lets no program speak from ${address} (${why}); a drill's visitors and attackers come from thousands of addresses in 127.0.0.0/8`,
    'Run it on Linux, where no set-up is needed: a virtual machine or a container will do. On macOS each address would have to be added first (sudo ifconfig lo0 alias 127.1.2.3).',
  )
}

/** Node raises its own limit as far as the system allows. Where there is no /proc nobody can tell, and the drill tries. */
async function tooFewFiles(connections: number): Promise<Refusal | null> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const most = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  const needed = connections + OTHER_FILES
  if (most >= needed) return null
  return refuse(
    `a process may open ${most.toLocaleString('en')} files here, and this drill needs ${needed.toLocaleString('en')}`,
    `Allow more first: ulimit -Hn ${needed} (as root), or LimitNOFILE=${needed} where systemd starts it. Or make it weaker with --rate.`,
  )
}
