import { type Attack, partsOf, type SingleAttack } from './attack.js'

/** More often than this no attack changes within the longest drill. */
const MOST_WAVES = 600

/** When an attack begins and each time it changes, in whole seconds since its start: each asks for a new answer. */
export function attackWaves(attack: Attack | null, seconds: number): number[] {
  const starts = new Set([0])
  for (const part of partsOf(attack)) {
    const everyMs = changesEveryMs(part)
    if (everyMs === null || everyMs < 1_000) continue
    for (let i = 1; i < MOST_WAVES && i * everyMs < seconds * 1000; i++) starts.add(Math.floor((i * everyMs) / 1000))
  }
  return [...starts].sort((a, b) => a - b)
}

function changesEveryMs(part: SingleAttack): number | null {
  if (part.kind === 'swarm') return part.changeEveryMs
  return part.kind === 'pulse' ? part.onMs + part.offMs : null
}
