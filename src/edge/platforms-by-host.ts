import type { Platform } from './platform.js'

/** Platforms by host name: exact names first, then the longest `*.` pattern, then `*`. */
export class PlatformsByHost {
  readonly #exact = new Map<string, Platform>()
  readonly #below = new Map<string, Platform>()
  #any: Platform | undefined

  constructor(platforms: readonly Platform[]) {
    for (const platform of platforms) {
      for (const host of platform.hosts) {
        if (host === '*') this.#any ??= platform
        else if (host.startsWith('*.')) this.#below.set(host.slice(2), platform)
        else this.#exact.set(host, platform)
      }
    }
  }

  /** @param host lower case, without port */
  find(host: string): Platform | undefined {
    const bare = host.endsWith('.') ? host.slice(0, -1) : host
    const exact = this.#exact.get(bare)
    if (exact) return exact
    if (this.#below.size > 0) {
      for (let dot = bare.indexOf('.'); dot >= 0; dot = bare.indexOf('.', dot + 1)) {
        const below = this.#below.get(bare.slice(dot + 1))
        if (below) return below
      }
    }
    return this.#any
  }
}
