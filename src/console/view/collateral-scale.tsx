/** The scale begins at one visit of a hundred thousand, and a step is ten times as many. */
const DECADES = 5
/** Where the marks stand, by decade; those between would not fit a narrow card. */
const MARKS = [
  { decade: 0, text: '0.001 %', anchor: 'start' },
  { decade: 2, text: '0.1 %', anchor: 'middle' },
  { decade: 3, text: '1 %', anchor: 'middle' },
  { decade: DECADES, text: '100 %', anchor: 'end' },
] as const

/**
 * A share of normal visits (0..1) and its upper bound on a logarithmic scale: from hardly anybody to everybody. The
 * figures stand beside it in words, so it is hidden from screen readers.
 */
export function CollateralScale({ share, upper }: { share: number; upper: number }) {
  return (
    <svg class="collateral-scale" width="100%" height="26" aria-hidden="true">
      <rect class="share-bar-track" width="100%" height="6" rx="3" />
      <rect class="collateral-upper" width={place(upper)} height="6" rx="3" />
      <rect class="share-bar-fill" width={place(share)} height="6" rx="3" />
      {MARKS.map(({ decade, text, anchor }) => (
        <text x={`${(100 * decade) / DECADES}%`} y="22" text-anchor={anchor}>
          {text}
        </text>
      ))}
    </svg>
  )
}

function place(share: number): string {
  const decades = share > 0 ? Math.log10(share) + DECADES : 0
  return `${(100 * Math.max(0, Math.min(1, decades / DECADES))).toFixed(1)}%`
}
