import { createHash } from 'node:crypto'
import { SCENES } from '../seed/story.js'
import { drawPhoto } from './art/draw-photo.js'
import { siteCss } from './css/site-css.js'
import { iconSvg } from './icon.js'

/** The files that are the same for everybody, by name. */
export const files = new Map([
  ['site.css', { type: 'text/css; charset=utf-8', content: siteCss }],
  ['icon.svg', { type: 'image/svg+xml', content: iconSvg }],
])

/**
 * Stands in the address of every asset and changes with any of them, so that caches may keep them for a year. Pictures
 * are drawn on request; one of each scene stands for the way they are all drawn.
 */
export const assetVersion = createHash('sha256')
  .update([...files.values()].map(({ content }) => content).join('\n'))
  .update(SCENES.map((scene) => drawPhoto(scene, scene)).join('\n'))
  .digest('hex')
  .slice(0, 10)

export function assetPath(name: string): string {
  return `/assets/${assetVersion}/${name}`
}

export function photoPath(slug: string): string {
  return `/assets/${assetVersion}/photo/${slug}.svg`
}
