const MOST_SEGMENTS = 6

/**
 * The route a path belongs to, with what differs from visit to visit replaced: `/article/storm-hits-harbour-42` →
 * `/article/:slug`. Pure shape, nothing learned; whoever counts templates must still bound how many it keeps.
 * @param path a normal path (see normal-path.ts)
 */
export function routeTemplate(path: string): string {
  if (path === '/') return path
  const segments = path.split('/', MOST_SEGMENTS + 2)
  let template = ''
  for (let i = 1; i < segments.length; i++) {
    if (i > MOST_SEGMENTS) return `${template}/**`
    template += `/${shapeOf(segments[i] ?? '')}`
  }
  return template
}

/** Most segments are a word, which is its own shape. */
const WORD = /^[A-Za-z]{1,32}(\.[A-Za-z]{1,5})?$/

function shapeOf(segment: string): string {
  if (WORD.test(segment)) return segment
  const dot = segment.lastIndexOf('.')
  const extension = dot > 0 && segment.length - dot <= 6 ? segment.slice(dot) : ''
  const stem = extension ? segment.slice(0, dot) : segment
  if (/^\d+$/.test(stem))
    return stem.length === 4 && /^(19|20)/.test(stem) ? `:year${extension}` : `:number${extension}`
  if (/^\d{4}-\d{2}(-\d{2})?$/.test(stem)) return `:date${extension}`
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(stem)) return `:uuid${extension}`
  if (stem.length >= 8 && /\d/.test(stem) && /^[0-9a-f]+$/i.test(stem)) return `:hash${extension}`
  if (stem.length > 32 || /%|[^\w.~-]/.test(stem)) return `:text${extension}`
  if (stem.length >= 8 && /[-_]/.test(stem) && (/\d/.test(stem) || stem.split(/[-_]/).length >= 3))
    return `:slug${extension}`
  return segment
}
