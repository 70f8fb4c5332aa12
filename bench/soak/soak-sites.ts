import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { freePort, StartedProcess } from '../edge/started-process.js'

/** Of each edge. */
const CACHE_MEGABYTES = 24

/** The newsroom, the live site, and Holdfast before both. */
export interface SoakSites {
  holdfast: StartedProcess
  newsroom: StartedProcess
  live: StartedProcess
  /** Of Holdfast. */
  port: number
  dataDir: string
}

/** All on free ports of 127.0.0.1, their data in a folder that ends with Holdfast. The working directory is the checkout. */
export async function startSites(startLiveOrigin: () => StartedProcess): Promise<SoakSites> {
  const newsroomMain = resolve('dist/platforms/newsroom/src/main.js')
  const newsroom = new StartedProcess(process.execPath, [newsroomMain, '--port', '0', '--host', '127.0.0.1'], {
    ipc: true,
  })
  const live = startLiveOrigin()
  const [{ port: newsroomPort }, { port: livePort }] = await Promise.all([
    newsroom.nextMessage<{ port: number }>(),
    live.nextMessage<{ port: number }>(),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-soak-'))
  const [port, consolePort] = [await freePort(), await freePort()]
  const shipped = parse(readFileSync('platforms/newsroom/holdfast.yaml', 'utf8'))
  const config = {
    platforms: [
      { ...shipped.platforms[0], origin: `http://127.0.0.1:${newsroomPort}` },
      { name: 'live', hosts: ['live.localhost'], origin: `http://127.0.0.1:${livePort}` },
    ],
    listen: { http: `127.0.0.1:${port}` },
    console: { listen: `127.0.0.1:${consolePort}` },
    dataDir: join(folder, 'data'),
    edges: 2,
    // Full within a round or two, so that copies are also put out for most of the time.
    cache: { megabytes: CACHE_MEGABYTES },
  }
  const file = join(folder, 'holdfast.yaml')
  writeFileSync(file, JSON.stringify(config))
  const holdfast = new StartedProcess(resolve('bin/holdfast'), ['run', '--config', file], { folder })
  await holdfast.untilListening(port)
  return { holdfast, newsroom, live, port, dataDir: config.dataDir }
}
