/**
 * A shorter and plainer input that still fails, by leaving out ever smaller pieces (ddmin; Zeller and Hildebrandt,
 * "Simplifying and Isolating Failure-Inducing Input", 2002) and then making single bytes an `a`.
 * @param stillFails whether an input shows the same fault
 * @param bounds the most calls of `stillFails`, and the most milliseconds: what is slow is slow to minimise too
 */
export async function minimise(
  input: Uint8Array,
  stillFails: (candidate: Uint8Array) => Promise<boolean>,
  bounds = { tries: 2_000, ms: 10_000 },
): Promise<Uint8Array> {
  let best: Uint8Array = Uint8Array.from(input)
  let left = bounds.tries
  const until = performance.now() + bounds.ms
  const holds = async (candidate: Uint8Array) => {
    if (performance.now() > until) left = 0
    if (left-- <= 0 || !(await stillFails(candidate))) return false
    best = candidate
    return true
  }
  for (let piece = best.length >> 1; piece >= 1 && left > 0; ) {
    let removed = false
    for (let at = 0; at < best.length && left > 0; ) {
      const without = Buffer.concat([best.subarray(0, at), best.subarray(at + piece)])
      if (await holds(without)) removed = true
      else at += piece
    }
    if (!removed || piece > best.length) piece = Math.min(piece >> 1, best.length)
  }
  for (let at = 0; at < best.length && left > 0; at++) {
    if (best[at] === 0x61) continue
    const plainer = Uint8Array.from(best)
    plainer[at] = 0x61
    await holds(plainer)
  }
  return best
}
