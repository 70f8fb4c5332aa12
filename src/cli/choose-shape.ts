import { closestWord } from '../config/closest-word.js'
import { partsOf } from '../drill/attack.js'
import { attackWish } from '../drill/attack-wish.js'
import { CAPS } from '../drill/caps.js'
import { combinedShape } from '../drill/combined-shape.js'
import type { Shape } from '../drill/shape.js'
import { ALL_SHAPES, shapeNamed } from '../drill/shapes/all-shapes.js'
import { disguisedSwarm } from '../drill/shapes/swarm.js'
import { mostRate, rateUnit, withRate } from '../drill/with-rate.js'
import { UsageError } from './command.js'

export interface ShapeOptions {
  rate?: number
  disguise?: 'browser'
  changing?: true
}

/**
 * The shape that somebody means: one of the list, several joined by "+", stronger, weaker or in disguise.
 * @throws UsageError with what is there instead
 */
export function chosenShape(name: string | undefined, options: ShapeOptions): Shape {
  if (name === undefined) throw new UsageError('what is to be rehearsed? "holdfast drill --list" names what there is.')
  const names = [...new Set(name.split('+'))]
  const shape = inDisguise(combinedShape(names.map(plainShape)), options)
  const { rate } = options
  if (rate === undefined) return shape
  const most = mostRate(shape)
  if (most === null) throw new UsageError(`--rate: ${shape.name} is made of several, which have each their own.`)
  if (!(rate >= 1 && rate <= most))
    throw new UsageError(`--rate: ${shape.name} takes 1 to ${count(most)} ${rateUnit(shape)}.`)
  return withRate(shape, rate)
}

/**
 * How long a shape may last.
 * @throws UsageError when it is longer than that, or when its swarm would run out of addresses
 */
export function assertLasts(shape: Shape, seconds: number): void {
  if (seconds > CAPS.attackSeconds)
    throw new UsageError(`--for: a drill lasts at most ${CAPS.attackSeconds / 60} minutes; run it again for more.`)
  const { addresses = 0, requestsPerSecond = 0, connections = 0 } = attackWish(shape.attack, seconds)
  if (connections > CAPS.connections || requestsPerSecond > CAPS.requestsPerSecond) {
    throw new UsageError(
      `${shape.name} would have ${count(connections)} connections and ${count(requestsPerSecond)} requests a second; a drill has at most ${count(CAPS.connections)} and ${count(CAPS.requestsPerSecond)}. Combine fewer, or one with a lower --rate.`,
    )
  }
  if (addresses <= CAPS.addresses) return
  const swarmRate = partsOf(shape.attack).reduce(
    (sum, part) => sum + (part.kind === 'swarm' ? part.requestsPerSecond : 0),
    0,
  )
  const left = CAPS.addresses - (addresses - Math.ceil(swarmRate * seconds))
  const weaker = shape.attack?.kind === 'swarm' ? `, or --rate ${Math.floor(left / seconds)}` : ''
  throw new UsageError(
    `a swarm asks once from each address: ${count(swarmRate)} a second for ${count(seconds)} s needs ${count(addresses)} addresses, and there are at most ${count(CAPS.addresses)}. ` +
      `Try --for ${Math.floor(left / swarmRate)}s${weaker}.`,
  )
}

function plainShape(name: string): Shape {
  const shape = shapeNamed(name)
  if (shape !== null) return shape
  const near = closestWord(
    name,
    ALL_SHAPES.map((known) => known.name),
  )
  const meant = near === null ? '' : ` Did you mean "${near}"?`
  throw new UsageError(`no drill is called "${name}".${meant} "holdfast drill --list" names what there is.`)
}

function inDisguise(shape: Shape, { disguise, changing }: ShapeOptions): Shape {
  const option = disguise === undefined ? (changing ? '--changing' : null) : '--disguise'
  if (option === null) return shape
  if (shape.name !== 'swarm') throw new UsageError(`${option}: only the swarm can do that, not ${shape.name}.`)
  return disguisedSwarm({ disguised: disguise === 'browser', changing: changing === true })
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en')
}
