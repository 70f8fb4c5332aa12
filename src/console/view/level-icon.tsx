import type { Level } from '../../detect/level.js'

export const LEVEL_WORDS: Record<Level, string> = {
  calm: 'Calm',
  strained: 'Strained',
  attack: 'Attack',
  severe: 'Severe attack',
}

/** Four outlines that differ without colour: circle, triangle, diamond, octagon. 24 × 24. */
const OUTLINES: Record<Level, string> = {
  calm: 'M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 1 0 0-19z',
  strained: 'M12 3.2 22 20.5H2z',
  attack: 'M12 1.5 22.5 12 12 22.5 1.5 12z',
  severe: 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z',
}
const SIGNS: Record<Level, string> = {
  calm: 'M7.5 12.3l3.1 3.1 6-6.4',
  strained: 'M12 9.5v5M12 17.4v.1',
  attack: 'M12 7v6M12 16.4v.1',
  severe: 'M8.7 8.7l6.6 6.6M15.3 8.7l-6.6 6.6',
}

/** Beside a word that says the same, so hidden from screen readers. */
export function LevelIcon({ level }: { level: Level }) {
  return (
    <svg class={`level-icon level-${level}`} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path class="level-icon-outline" d={OUTLINES[level]} />
      <path class="level-icon-sign" d={SIGNS[level]} />
    </svg>
  )
}

const ICON_COLOURS: Record<Level, string> = {
  calm: '#1d7468',
  strained: '#b97a0a',
  attack: '#c2431f',
  severe: '#a01450',
}

/** The same as a file for the browser's tab, where no stylesheet reaches. */
export function levelIconFile(level: Level): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="${ICON_COLOURS[level]}" d="${OUTLINES[level]}"/>` +
    `<path fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" d="${SIGNS[level]}"/></svg>`
  )
}
