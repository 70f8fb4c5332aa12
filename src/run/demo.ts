import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CertificateFiles, Config, OriginConfig, PlatformConfig } from '../config/config.js'
import { loadConfig } from '../config/load-config.js'
import { createLogger, limitedLogger } from '../config/logger.js'
import { selfSignedCertificate } from './self-signed-certificate.js'
import { type Running, supervise } from './supervisor.js'

export interface DemoOptions {
  /** `usual`: 8080 for visitors, 7070 for the console, 3000 for the newsroom. `free`: whatever is free. HTTPS always takes
   *  what is free: it is there for drills. */
  ports: 'usual' | 'free'
  /** Keep the data here; a folder for this demo alone when left out. */
  dataDir?: string
  /** Log nothing but errors. */
  quiet?: boolean
}

export interface Demo {
  dataDir: string
  /** Addresses for a browser. */
  site: string
  /** The same over HTTPS, with a certificate that nobody else has signed. */
  secureSite: string
  console: string | null
  newsroom: string
  running: Running
  stop(): Promise<void>
}

/** Longer than the console warns of certificates that end. */
const CERTIFICATE_DAYS = 365

/** The newsroom, and Holdfast in front of it. @throws Error with a sentence for people when a port is taken */
export async function startDemo({ ports, dataDir, quiet = false }: DemoOptions): Promise<Demo> {
  // The processes that the demo starts are as quiet as it is.
  process.env.HOLDFAST_LOG_LEVEL ??= quiet ? 'error' : 'warn'
  const log = limitedLogger(createLogger(), Date.now)
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'holdfast-demo-'))
  const newsroom = await startNewsroom(ports === 'usual' ? 3000 : 0)
  const clear = () => {
    newsroom.process.kill('SIGTERM')
    if (dataDir === undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const shipped = loadConfig(fileOfNewsroom('holdfast.yaml'))
    const origins: OriginConfig[] = [{ url: `http://127.0.0.1:${newsroom.port}`, weight: 1, backup: false }]
    const config: Config = {
      ...shipped,
      platforms: shipped.platforms.map((platform): PlatformConfig => ({ ...platform, origins })),
      listen: {
        http: [{ host: '127.0.0.1', port: ports === 'usual' ? 8080 : 0 }],
        https: { addresses: [{ host: '127.0.0.1', port: 0 }], certificates: [certificateIn(folder)] },
      },
      console: { listen: { host: '127.0.0.1', port: ports === 'usual' ? 7070 : 0 } },
      dataDir: folder,
    }
    const running = await supervise(config, log, { rehearsal: fileOfNewsroom('rehearsal.json') })
    return {
      dataDir: folder,
      site: `http://localhost:${running.info.listen.http[0]?.port}`,
      secureSite: `https://localhost:${running.info.listen.https[0]?.port}`,
      console: running.info.console?.url ?? null,
      newsroom: `http://127.0.0.1:${newsroom.port}`,
      running,
      stop: async () => {
        await running.stop()
        clear()
      },
    }
  } catch (error) {
    clear()
    throw error
  }
}

/** A certificate for the demo's own names, made anew at each start. */
function certificateIn(folder: string): CertificateFiles {
  const { cert, key } = selfSignedCertificate(['localhost', 'news.localhost'], CERTIFICATE_DAYS, Date.now())
  const files = { cert: join(folder, 'demo-certificate.pem'), key: join(folder, 'demo-key.pem') }
  mkdirSync(folder, { recursive: true })
  writeFileSync(files.cert, cert)
  rmSync(files.key, { force: true })
  writeFileSync(files.key, key, { mode: 0o600, flag: 'wx' })
  return files
}

/** The newsroom's files stand in platforms/, two folders above src and three above dist/src. */
function fileOfNewsroom(name: string): string {
  const root = import.meta.url.includes('/dist/') ? '../../../' : '../../'
  return fileURLToPath(new URL(`${root}platforms/newsroom/${name}`, import.meta.url))
}

function startNewsroom(port: number): Promise<{ process: ChildProcess; port: number }> {
  const main = fileURLToPath(new URL('../../platforms/newsroom/src/main.js', import.meta.url))
  const child = fork(main, ['--port', String(port), '--host', '127.0.0.1'], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2_000)
  })
  return new Promise((resolve, reject) => {
    child.once('message', (message: { ready: boolean; port: number }) =>
      resolve({ process: child, port: message.port }),
    )
    child.once('exit', () => reject(new Error(`The newsroom did not start on port ${port}. ${complaint.trim()}`)))
  })
}
