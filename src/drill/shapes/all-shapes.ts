import type { Shape } from '../shape.js'
import { crowd } from './crowd.js'
import { flood } from './flood.js'
import { slow } from './slow.js'
import { swarm } from './swarm.js'

export const ALL_SHAPES: readonly Shape[] = [flood, slow, swarm, crowd]

export function shapeNamed(name: string): Shape | null {
  return ALL_SHAPES.find((shape) => shape.name === name) ?? null
}
