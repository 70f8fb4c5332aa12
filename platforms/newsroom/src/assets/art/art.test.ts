import { describe, expect, test } from 'vitest'
import { SCENES } from '../../seed/story.js'
import { drawPhoto } from './draw-photo.js'

describe.each(SCENES)('the drawing of a %s', (scene) => {
  test('is whole, small, and the same for the same article', () => {
    for (let number = 0; number < 40; number++) {
      const svg = drawPhoto(scene, `article-${number}`)
      expect(svg).toBe(drawPhoto(scene, `article-${number}`))
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 600"[^>]*>.+<\/svg>$/s)
      expect(svg).not.toMatch(/NaN|undefined|Infinity|<script|href/)
      expect(svg.match(/</g)?.length).toBe(svg.match(/>/g)?.length)
      expect(svg.length).toBeLessThan(60_000)
    }
  })

  test('differs from article to article', () => {
    const drawings = new Set(Array.from({ length: 20 }, (_, number) => drawPhoto(scene, `article-${number}`)))
    expect(drawings.size).toBeGreaterThan(15)
  })
})

test('a scene that nobody can draw is a mistake', () => {
  expect(() => drawPhoto('volcano', 'x')).toThrow('There is no drawing for the scene "volcano" of x.')
})
