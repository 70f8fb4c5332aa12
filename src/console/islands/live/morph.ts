/**
 * Turns the children of `from` into those of `to` with as few changes as it takes, so that what the operator has focused,
 * selected or unfolded stays as it is while the figures around it change.
 */
export function morphChildren(from: ParentNode & Node, to: ParentNode & Node): void {
  let current = from.firstChild
  for (const wanted of [...to.childNodes]) {
    const match = nextAlike(current, wanted)
    if (!match) {
      from.insertBefore(wanted, current)
      continue
    }
    while (current && current !== match) current = removed(current)
    morphNode(match, wanted)
    current = match.nextSibling
  }
  while (current) current = removed(current)
}

/** The node itself or the first after it that can become the wanted one. */
function nextAlike(node: Node | null, wanted: Node): Node | null {
  let candidate = node
  while (candidate && (candidate.nodeName !== wanted.nodeName || nameOf(candidate) !== nameOf(wanted))) {
    candidate = candidate.nextSibling
  }
  return candidate
}

/** Tells the sections of a page apart, which all have the same tag. */
function nameOf(node: Node): string | null {
  return node instanceof Element ? (node.getAttribute('aria-labelledby') ?? node.getAttribute('href')) : null
}

function removed(node: ChildNode): ChildNode | null {
  const next = node.nextSibling
  node.remove()
  return next
}

function morphNode(from: Node, to: Node): void {
  if (!(from instanceof Element && to instanceof Element)) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue
    return
  }
  // A chart draws itself.
  if (from.localName === 'hf-chart') return
  for (const { name } of [...from.attributes]) {
    // Unfolding is the operator's doing, not the server's.
    if (!to.hasAttribute(name) && name !== 'open') from.removeAttribute(name)
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value)
  }
  morphChildren(from, to)
}
