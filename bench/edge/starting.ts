import { get } from 'node:http'
import { startHoldfast } from './holdfast.js'
import { type Plan, type Row, spreadOf } from './row.js'

const AGAIN_AFTER_MS = 5
const GIVEN_UP_AFTER_MS = 30_000
const MOST_MS = 1_000

/** From `holdfast run` to the first answer of the origin through it; every process new, console and all edges included. */
export async function measureStarting(originPort: number, { starts }: Plan): Promise<Row> {
  const times: number[] = []
  for (let i = 0; i < starts; i++) {
    const began = performance.now()
    const { port, process } = await startHoldfast(originPort, { edges: undefined, console: { listen: '127.0.0.1:0' } })
    while (!(await isServed(port))) {
      if (performance.now() - began > GIVEN_UP_AFTER_MS) throw new Error('Holdfast answers nothing after its start.')
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
    }
    times.push(performance.now() - began)
    await process.stop()
  }
  const spread = spreadOf(times)
  const target = { text: `≤ ${MOST_MS} ms`, reached: spread.median <= MOST_MS }
  return { figure: 'start to first answer', contender: 'Holdfast', unit: 'ms', ...spread, target }
}

function isServed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path: '/bytes/1024', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}
