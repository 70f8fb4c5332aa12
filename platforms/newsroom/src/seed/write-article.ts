import { drawSlots, fill, type Slots } from './fill-story.js'
import type { Random } from './random.js'
import type { Scene, Story } from './story.js'

const altTexts = new Map<Scene, string>([
  ['harbour', 'Drawing of a harbour with moored boats, a low wall and a small lighthouse.'],
  ['townhall', 'Drawing of a town hall with columns, a clock and a flag.'],
  ['street', 'Drawing of a row of narrow houses and shopfronts along a street.'],
  ['school', 'Drawing of a low school building with tall windows and a tree in the yard.'],
  ['wetland', 'Drawing of mudflats and reeds at low water, with wading birds in flight.'],
  ['hospital', 'Drawing of a hospital building in the evening with some of its windows lit.'],
  ['pitch', 'Drawing of a sports pitch from above the goal line, with hills behind it.'],
  ['stage', 'Drawing of a theatre stage between curtains, lit by two lamps.'],
  ['network', 'Drawing of many thin lines that run towards one bright doorway.'],
  ['bridge', 'Drawing of a stone bridge with five arches over a river.'],
])

export interface WrittenArticle {
  title: string
  slug: string
  standfirst: string
  body: string
  caption: string
  alt: string
  slots: Slots
}

export function sceneAlt(scene: Scene): string {
  return altTexts.get(scene) ?? 'Drawing for this article.'
}

/** Tells a story once. Another version has another headline. The slug is not yet unique. */
export function writeArticle(random: Random, story: Story, version: number): WrittenArticle {
  const slots = drawSlots(random)
  const title = fill(inTurn(story.titles, version), slots)
  return {
    title,
    slug: slugify(title),
    standfirst: fill(inTurn(story.standfirsts, version), slots),
    body: story.paragraphs.map((variants) => fill(random.pick(variants), slots)).join('\n\n'),
    caption: fill(random.pick(story.captions), slots),
    alt: sceneAlt(story.scene),
    slots,
  }
}

function inTurn(texts: readonly string[], version: number): string {
  return texts[version % texts.length] ?? ''
}

function slugify(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f’']/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
