import net, { type Server } from 'node:net'
import { getSystemErrorName } from 'node:util'
import type { Address } from '../../config/address.js'
import type { Config } from '../../config/config.js'
import { cannotListen } from './cannot-listen.js'

/** Connections that wait while no edge accepts; the kernel's own bound (net.core.somaxconn) holds as well. */
const BACKLOG = 4_096
/** What a machine says that has no IPv6, or has it turned off. */
const WITHOUT_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL']

/** What Node wraps a socket in. It can be sent to another process, and `server.listen()` takes it. */
interface Handle {
  getsockname(out: { port?: number }): number
  close(): void
}
type CreateServerHandle = (host: string, port: number, family: 4 | 6, fd: number, flags: number) => Handle | number

/**
 * A socket that visitors connect to and that may be handed to several processes. Who opens it does not accept from it:
 * as long as it is open, connections wait in its backlog, whoever of the others dies.
 */
export class ListeningSocket {
  /** With the real port, also where the configuration says 0. */
  readonly address: Address
  readonly handle: object

  constructor(handle: object, address: Address) {
    this.handle = handle
    this.address = address
  }

  /**
   * @throws Error with a sentence for people when the address cannot be used. Another program that has opened it in this
   *   very moment and does not listen yet is only met by `listenWith`.
   */
  static open(address: Address): ListeningSocket {
    const handle = createHandle(address)
    const opened: { port?: number } = {}
    // The system's complaint about a taken address comes with the first question about it.
    const failure = typeof handle === 'number' ? handle : handle.getsockname(opened)
    if (typeof handle === 'object' && failure === 0) {
      return new ListeningSocket(handle, { host: address.host, port: opened.port ?? address.port })
    }
    if (typeof handle === 'object') handle.close()
    const code = getSystemErrorName(failure)
    if (address.host === '::' && WITHOUT_IPV6.includes(code)) {
      return ListeningSocket.open({ ...address, host: '0.0.0.0' })
    }
    throw new Error(cannotListen(address, code))
  }

  /** Lets a server accept from it. @throws Error with a sentence for people */
  listenWith(server: Server): Promise<Address> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) =>
        reject(new Error(cannotListen(this.address, error.code ?? error.message)))
      server.once('error', failed)
      server.listen(this.handle, BACKLOG, () => {
        server.off('error', failed)
        resolve(this.address)
      })
    })
  }

  close(): void {
    const { close } = this.handle as Handle
    close.call(this.handle)
  }
}

/** The sockets of one Holdfast, by what is spoken on them. */
export interface Doors {
  http: ListeningSocket[]
  https: ListeningSocket[]
}

/** Opens all that the configuration says, or none. @throws Error with a sentence for people */
export function openDoors({ http, https }: Config['listen']): Doors {
  const doors: Doors = { http: [], https: [] }
  try {
    for (const address of http) doors.http.push(ListeningSocket.open(address))
    for (const address of https?.addresses ?? []) doors.https.push(ListeningSocket.open(address))
    return doors
  } catch (error) {
    closeDoors(doors)
    throw error
  }
}

export function closeDoors({ http, https }: Doors): void {
  for (const socket of [...http, ...https]) socket.close()
}

/**
 * Node has no documented way to open a socket without accepting from it. This is the one that node:cluster itself uses
 * for sockets that are shared.
 */
function createHandle({ host, port }: Address): Handle | number {
  const { _createServerHandle: create } = net as unknown as { _createServerHandle?: CreateServerHandle }
  if (create === undefined) {
    throw new Error(
      `This version of Node (${process.version}) has no way to share sockets that Holdfast knows. Use Node 20.20.2.`,
    )
  }
  return create(host, port, host.includes(':') ? 6 : 4, -1, 0)
}
