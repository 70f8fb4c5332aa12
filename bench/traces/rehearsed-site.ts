import { SeededRandom } from '../../src/drill/seeded-random.js'

export interface SitePage {
  target: string
  bytes: number
  /** What a browser fetches with it the first time. */
  assets: SiteAsset[]
}

export interface SiteAsset {
  target: string
  bytes: number
}

export const REHEARSED_ORIGIN = 'https://www.riverside-post.example'

/** A local newspaper that does not exist: a front page, topics, and articles of which few are read by most. */
export class RehearsedSite {
  readonly front: SitePage
  readonly articles: SitePage[]
  readonly topics: SitePage[]
  readonly #everywhere: SiteAsset[]

  constructor(seed: number) {
    const random = new SeededRandom(seed)
    const hash = () =>
      random
        .integer(2 ** 32)
        .toString(16)
        .padStart(8, '0')
    this.#everywhere = [
      ...['site.css', 'print.css', 'app.js', 'fonts/serif.woff2', 'logo.svg'].map((name) => {
        const dot = name.lastIndexOf('.')
        return {
          target: `/assets/${name.slice(0, dot)}.${hash()}${name.slice(dot)}`,
          bytes: 4_000 + random.integer(60_000),
        }
      }),
      { target: '/favicon.ico', bytes: 1_406 },
    ]
    const page = (target: string, images: number): SitePage => ({
      target,
      bytes: 20_000 + random.integer(60_000),
      assets: [
        ...this.#everywhere,
        ...Array.from({ length: images }, () => ({
          target: `/images/${hash()}.jpg`,
          bytes: 15_000 + random.integer(250_000),
        })),
      ],
    })
    this.front = page('/', 9)
    this.topics = ['council', 'sport', 'culture', 'schools', 'weather', 'letters'].map((topic) =>
      page(`/topic/${topic}`, 6),
    )
    this.articles = Array.from({ length: 300 }, () => {
      const slug = Array.from({ length: 3 + random.integer(4) }, () => random.word(1 + random.integer(3))).join('-')
      return page(`/article/${slug}`, 1 + random.integer(5))
    })
  }

  /** An article as readers choose: the newest ones by far. */
  article(random: SeededRandom): SitePage {
    const place = Math.floor(this.articles.length * random.next() ** 3)
    return this.articles[place] ?? this.front
  }

  page(random: SeededRandom): SitePage {
    const chance = random.next()
    if (chance < 0.25) return this.front
    return chance < 0.4 ? random.pick(this.topics) : this.article(random)
  }
}
