import { Random } from '../../seed/random.js'
import { palettes } from './palette.js'
import { findDrawing } from './scenes.js'
import { height, width } from './shapes.js'

/**
 * The picture of an article as SVG, 960 by 600: always the same for the same article.
 * @throws Error when the art desk does not know the scene
 */
export function drawPhoto(scene: string, slug: string): string {
  const draw = findDrawing(scene)
  if (!draw) throw new Error(`There is no drawing for the scene "${scene}" of ${slug}.`)
  const random = new Random(hash(slug))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${draw(random, random.pick(palettes))}</svg>`
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}
