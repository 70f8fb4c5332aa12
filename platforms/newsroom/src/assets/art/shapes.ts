import type { Random } from '../../seed/random.js'
import type { Palette } from './palette.js'

export const width = 960
export const height = 600

export function rect(x: number, y: number, w: number, h: number, fill: string, more = ''): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" fill="${fill}"${more}/>`
}

export function circle(x: number, y: number, r: number, fill: string, more = ''): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${fill}"${more}/>`
}

export function polygon(points: readonly (readonly [number, number])[], fill: string, more = ''): string {
  return `<polygon points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}" fill="${fill}"${more}/>`
}

export function path(d: string, more: string): string {
  return `<path d="${d}" ${more}/>`
}

export function sky(palette: Palette, random: Random): string {
  const x = random.between(140, 820)
  const y = random.between(110, 230)
  return (
    `<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${palette.skyTop}"/>` +
    `<stop offset="1" stop-color="${palette.skyLow}"/></linearGradient></defs>` +
    rect(0, 0, width, height, 'url(#s)') +
    circle(x, y, 52, palette.sun) +
    Array.from({ length: random.between(2, 4) }, () => cloud(random, palette)).join('')
  )
}

function cloud(random: Random, palette: Palette): string {
  const x = random.between(0, 860)
  const y = random.between(60, 220)
  const length = random.between(120, 300)
  return (
    rect(x, y, length, 14, palette.light, ' rx="7" opacity=".55"') +
    rect(x + length * 0.2, y - 13, length * 0.5, 14, palette.light, ' rx="7" opacity=".55"')
  )
}

/** Hills from the left edge to the right, about this high above the bottom. */
export function hills(random: Random, base: number, swell: number, fill: string): string {
  const steps = 6
  const points = Array.from(
    { length: steps + 1 },
    (_, index) => [(index * width) / steps, base - random.next() * swell] as const,
  )
  const [first, ...rest] = points
  if (!first) return ''
  let d = `M0 ${height}L${round(first[0])} ${round(first[1])}`
  let [lastX, lastY] = first
  for (const [x, y] of rest) {
    const middle = round((lastX + x) / 2)
    d += `C${middle} ${round(lastY)} ${middle} ${round(y)} ${round(x)} ${round(y)}`
    lastX = x
    lastY = y
  }
  return path(`${d}L${width} ${height}Z`, `fill="${fill}"`)
}

/** Water from `y` down, with light on it. */
export function water(random: Random, y: number, palette: Palette): string {
  const glints = Array.from({ length: 26 }, () => {
    const depth = random.next()
    return rect(
      random.between(-40, 940),
      y + 10 + depth * (height - y - 16),
      20 + depth * 130,
      2 + depth * 3,
      palette.light,
      ` rx="2" opacity="${(0.18 + random.next() * 0.3).toFixed(2)}"`,
    )
  })
  return rect(0, y, width, height - y, palette.middle) + glints.join('')
}

export function person(x: number, y: number, size: number, fill: string): string {
  return (
    circle(x, y - size * 0.86, size * 0.13, fill) +
    path(
      `M${round(x - size * 0.17)} ${round(y)}L${round(x - size * 0.14)} ${round(y - size * 0.62)}Q${round(x)} ${round(y - size * 0.78)} ${round(x + size * 0.14)} ${round(y - size * 0.62)}L${round(x + size * 0.17)} ${round(y)}Z`,
      `fill="${fill}"`,
    )
  )
}

export function tree(x: number, y: number, size: number, leaf: string, trunk: string): string {
  return (
    rect(x - size * 0.05, y - size * 0.5, size * 0.1, size * 0.5, trunk) +
    `<ellipse cx="${round(x)}" cy="${round(y - size * 0.72)}" rx="${round(size * 0.3)}" ry="${round(size * 0.38)}" fill="${leaf}"/>`
  )
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}
