import type { ChildProcess, SendHandle } from 'node:child_process'
import type { Config } from '../config/config.js'
import { type Doors, ListeningSocket } from '../edge/listeners/listening-socket.js'

/** What the supervisor tells the processes it starts, before anything else. */
export interface Boot {
  config: Config
  /** How often the configuration was read again before. */
  generation: number
  /** The key that addresses are hashed with, 16 bytes, and the one that keys for signing are made from, 32 bytes. */
  secret: Uint8Array
  /** Of the key that addresses are hashed with, which is the first part of the secret. */
  keyId: string
  instance: string
  startedAt: string
  /** Unix socket between the edges and the brain, in a folder of its own. */
  linkPath: string
  /** Bearer token for the commands of this machine's user. */
  localToken: string
  /** Which of the edges this is; 0 for the brain. */
  index: number
}

/** What a process is started with, and the way to hear more. */
export interface Started {
  boot: Boot
  /** What an edge accepts from; empty for the brain. */
  doors: Doors
  /** Calls with each message that comes after the first, also with those that have come already. */
  onMessage(listener: (message: unknown) => void): void
}

interface DoorMessage {
  door: keyof Doors
  address: ListeningSocket['address']
}
interface BootMessage {
  boot: Omit<Boot, 'secret'> & { secret: string }
}

/**
 * Tells a process that has just been started what it needs. All goes over its channel, since it holds a secret, which
 * belongs neither in a file nor in the environment.
 */
export function sendBoot(child: ChildProcess, boot: Boot, doors?: Doors): void {
  // A process that is gone is noticed by its 'exit'; nothing is to be done about a message that did not arrive.
  const send = (message: DoorMessage | BootMessage, handle?: object) => {
    if (child.connected) child.send(message, handle as SendHandle | undefined, () => {})
  }
  for (const door of ['http', 'https'] as const) {
    for (const { address, handle } of doors?.[door] ?? []) send({ door, address }, handle)
  }
  send({ boot: { ...boot, secret: Buffer.from(boot.secret).toString('base64') } })
}

/**
 * In a process: waits for what it is to be started with. Signals that are sent to the whole group are left to the
 * supervisor from here on. Without a supervisor there is nothing to do: the process ends when it goes away.
 * @param onAlone called when the supervisor is gone
 */
export function receiveBoot(onAlone: () => void): Promise<Started> {
  if (!process.connected)
    throw new Error('This is a part of Holdfast that "holdfast run" starts; it is not started by itself.')
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {})
  process.once('disconnect', onAlone)
  const doors: Doors = { http: [], https: [] }
  const early: unknown[] = []
  let hear = (message: unknown): void => void early.push(message)
  const onMessage = (listener: typeof hear) => {
    hear = listener
    for (const message of early.splice(0)) listener(message)
  }
  return new Promise((resolve, reject) => {
    process.on('message', (message: DoorMessage | BootMessage | object | string, handle: unknown) => {
      if (typeof message !== 'object') hear(message)
      else if ('door' in message) {
        if (typeof handle === 'object' && handle) doors[message.door].push(new ListeningSocket(handle, message.address))
        else reject(new Error('A listening socket got lost on its way: are there descriptors left (ulimit -n)?'))
      } else if ('boot' in message) {
        const { secret, ...boot } = message.boot
        resolve({ boot: { ...boot, secret: Buffer.from(secret, 'base64') }, doors, onMessage })
      } else hear(message)
    })
  })
}
