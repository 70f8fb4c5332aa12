/** A share (0..1) as a bar. The number stands beside it, so the bar is hidden from screen readers. */
export function ShareBar({ share }: { share: number }) {
  const width = Math.max(0, Math.min(1, share)) * 100
  // An SVG, because the content security policy forbids a style attribute.
  return (
    <svg class="share-bar" width="100%" height="6" aria-hidden="true">
      <rect class="share-bar-track" width="100%" height="6" rx="3" />
      <rect class="share-bar-fill" width={`${width.toFixed(1)}%`} height="6" rx="3" />
    </svg>
  )
}
