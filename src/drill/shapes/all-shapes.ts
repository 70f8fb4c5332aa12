import type { Shape } from '../shape.js'
import { broadcast } from './broadcast.js'
import { cacheBuster } from './cache-buster.js'
import { copies, copiesWithCookies, copiesWithPatience } from './copies.js'
import { crawl } from './crawl.js'
import { crowd } from './crowd.js'
import { facets } from './facets.js'
import { flood } from './flood.js'
import { forms } from './forms.js'
import { hammer } from './hammer.js'
import { handshakes } from './handshakes.js'
import { mixed } from './mixed.js'
import { newsletter } from './newsletter.js'
import { office } from './office.js'
import { pulse } from './pulse.js'
import { randomPaths } from './random-paths.js'
import { resets } from './resets.js'
import { retryStorm } from './retry-storm.js'
import { slow } from './slow.js'
import { slowBody } from './slow-body.js'
import { slowHeaders } from './slow-headers.js'
import { slowReading } from './slow-reading.js'
import { swarm } from './swarm.js'

/** In the order of FAMILIES. */
export const ALL_SHAPES: readonly Shape[] = [
  hammer,
  flood,
  cacheBuster,
  randomPaths,
  forms,
  swarm,
  facets,
  copies,
  copiesWithCookies,
  copiesWithPatience,
  slow,
  slowHeaders,
  slowBody,
  slowReading,
  resets,
  handshakes,
  pulse,
  mixed,
  crowd,
  newsletter,
  broadcast,
  retryStorm,
  office,
  crawl,
]

export function shapeNamed(name: string): Shape | null {
  return ALL_SHAPES.find((shape) => shape.name === name) ?? null
}
