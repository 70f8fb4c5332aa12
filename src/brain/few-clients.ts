/** So large a share of the visits… */
const MOST = 0.8
/** …by clients that send so many each, in the stretch that is looked at. */
const EACH = 5

/**
 * Whether most visits come from few clients that ask for a lot each. Budgets of origin time hold those, whatever they look
 * like; challenging everybody unproven for their sake would only touch people.
 * @param clients by visit, keyed hash of its client
 */
export function areOfFewClients(clients: readonly number[]): boolean {
  const counts = new Map<number, number>()
  for (const client of clients) counts.set(client, (counts.get(client) ?? 0) + 1)
  let covered = 0
  let few = 0
  for (const count of [...counts.values()].sort((a, b) => b - a)) {
    if (covered >= MOST * clients.length) break
    covered += count
    few++
  }
  return few * EACH <= covered
}
