import type { VisitorGroup } from '../shape.js'

/** An ordinary hour on a small news site: forty actions a second by every kind of visitor. */
export const calmVisitors: VisitorGroup[] = [
  { kind: 'browser', addresses: { seconds: [10, 41], count: 8_000 }, actionsPerSecond: 26, thinkMs: [1_500, 8_000] },
  { kind: 'signed-in', addresses: { seconds: [42, 45], count: 1_000 }, actionsPerSecond: 4, thinkMs: [1_500, 8_000] },
  { kind: 'office', addresses: { seconds: [46, 46], count: 1 }, actionsPerSecond: 3, thinkMs: [1_500, 8_000] },
  { kind: 'feed reader', addresses: { seconds: [47, 48], count: 400 }, actionsPerSecond: 3, thinkMs: [5_000, 15_000] },
  { kind: 'app', addresses: { seconds: [49, 52], count: 800 }, actionsPerSecond: 3, thinkMs: [1_000, 5_000] },
  { kind: 'crawler', addresses: { seconds: [53, 53], count: 2 }, actionsPerSecond: 1, thinkMs: [500, 2_000] },
]
