import type { CacheEntry } from './cache-entry.js'
import type { RequestHeaders } from './cache-request.js'
import { type Place, SegmentedLru } from './segmented-lru.js'
import { variantOf } from './vary.js'

/** One URL: what its answers vary on, and the variants we have. */
interface Resource {
  varyNames: readonly string[]
  variants: Place<Slot>[]
}

/** An entry where it is kept. */
export interface Slot {
  entry: CacheEntry
  resource: Resource
  /** Until then somebody has been told to fetch a new one. Unix milliseconds. */
  revalidatingUntil: number
}

/** The entries by URL and variant, within a bound of bytes. Knows nothing of freshness. */
export class VariantStore {
  readonly #maxVariants: number
  readonly #resources = new Map<string, Resource>()
  readonly #places: SegmentedLru<Slot>
  #entries = 0
  #evictions = 0

  constructor({ maxBytes, maxVariants }: { maxBytes: number; maxVariants: number }) {
    this.#maxVariants = maxVariants
    this.#places = new SegmentedLru({
      maxBytes,
      onEvict: (slot) => {
        this.#evictions++
        this.#forget(slot)
      },
    })
  }

  get bytes(): number {
    return this.#places.bytes
  }

  get entries(): number {
    return this.#entries
  }

  /** How many were pushed out for lack of room. */
  get evictions(): number {
    return this.#evictions
  }

  /** What the answers of a URL vary on, `undefined` when nothing is stored for it. */
  varyNamesOf(key: string): readonly string[] | undefined {
    return this.#resources.get(key)?.varyNames
  }

  variantsOf(key: string): readonly Place<Slot>[] {
    return this.#resources.get(key)?.variants ?? []
  }

  find(key: string, headers: RequestHeaders): Place<Slot> | undefined {
    const resource = this.#resources.get(key)
    return resource && findVariant(resource, variantOf(resource.varyNames, headers))
  }

  placeOf(entry: CacheEntry): Place<Slot> | undefined {
    return this.variantsOf(entry.key).find((place) => place.value.entry === entry)
  }

  /** Somebody asked for it. */
  touch(place: Place<Slot>, now: number): void {
    this.#places.touch(place, now)
  }

  /** Takes an entry in, in place of the one for the same variant. */
  put(entry: CacheEntry, now: number): void {
    const { key, variant, varyNames } = entry
    const known = this.#resources.get(key)
    // With other headers to vary on, nobody knows which variant the older ones are.
    if (known !== undefined && known.varyNames.length !== varyNames.length) this.#removeAll(known)
    const resource = this.#resources.get(key) ?? { varyNames, variants: [] }

    const place = findVariant(resource, variant)
    if (place !== undefined) {
      this.replace(place, entry)
      return
    }
    if (resource.variants.length >= this.#maxVariants) this.remove(this.#leastWanted(resource, now))
    const added = this.#places.insert({ entry, resource, revalidatingUntil: 0 }, entry.bytes, now)
    resource.variants.push(added)
    this.#entries++
    // Only now: making room may have pushed out the last other variant, and with it the resource.
    this.#resources.set(key, resource)
  }

  /** Another entry for the same variant; it keeps the standing of the old one. */
  replace(place: Place<Slot>, entry: CacheEntry): void {
    this.#places.replace(place, { entry, resource: place.value.resource, revalidatingUntil: 0 }, entry.bytes)
  }

  remove(place: Place<Slot>): void {
    this.#places.remove(place)
    this.#forget(place.value)
  }

  /** How many entries that were. */
  removeMatching(matches: (key: string) => boolean): number {
    const before = this.#entries
    for (const [key, resource] of this.#resources) if (matches(key)) this.#removeAll(resource)
    return before - this.#entries
  }

  #removeAll(resource: Resource): void {
    for (const place of [...resource.variants]) this.remove(place)
  }

  #leastWanted(resource: Resource, now: number): Place<Slot> {
    return resource.variants.reduce((least, place) =>
      this.#places.score(place, now) < this.#places.score(least, now) ? place : least,
    )
  }

  #forget({ entry, resource }: Slot): void {
    const at = resource.variants.findIndex((place) => place.value.entry === entry)
    if (at === -1) return
    resource.variants.splice(at, 1)
    this.#entries--
    if (resource.variants.length === 0 && this.#resources.get(entry.key) === resource) this.#resources.delete(entry.key)
  }
}

function findVariant(resource: Resource, variant: string): Place<Slot> | undefined {
  for (const place of resource.variants) if (place.value.entry.variant === variant) return place
  return undefined
}
