import type { VisitorGroup } from '../shape.js'

/**
 * Whoever comes in an ordinary hour to a small news site: forty actions a second by every kind of visitor. Every shape
 * has these; add to them, do not replace them.
 */
export const calmVisitors: VisitorGroup[] = [
  { kind: 'browser', addresses: { seconds: [10, 39], count: 7_500 }, actionsPerSecond: 20, thinkMs: [1_500, 8_000] },
  { kind: 'no script', addresses: { seconds: [40, 40], count: 250 }, actionsPerSecond: 2, thinkMs: [1_500, 8_000] },
  { kind: 'no cookies', addresses: { seconds: [41, 41], count: 250 }, actionsPerSecond: 2, thinkMs: [1_500, 8_000] },
  { kind: 'screen reader', addresses: { seconds: [61, 61], count: 200 }, actionsPerSecond: 2, thinkMs: [3_000, 9_000] },
  { kind: 'signed-in', addresses: { seconds: [42, 45], count: 1_000 }, actionsPerSecond: 4, thinkMs: [1_500, 8_000] },
  { kind: 'office', addresses: { seconds: [46, 46], count: 1 }, actionsPerSecond: 3, thinkMs: [1_500, 8_000] },
  { kind: 'feed reader', addresses: { seconds: [47, 48], count: 400 }, actionsPerSecond: 3, thinkMs: [5_000, 15_000] },
  { kind: 'app', addresses: { seconds: [49, 52], count: 800 }, actionsPerSecond: 3, thinkMs: [1_000, 5_000] },
  { kind: 'crawler', addresses: { seconds: [53, 53], count: 2 }, actionsPerSecond: 1, thinkMs: [500, 2_000] },
]
