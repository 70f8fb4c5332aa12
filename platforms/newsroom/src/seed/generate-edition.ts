import type { Insertable } from 'kysely'
import type { ArticleRow, AuthorRow, CommentRow, CorrectionRow } from '../database/schema.js'
import { SECTIONS } from '../sections.js'
import { features } from './features.js'
import { drawSlots, type Slots } from './fill-story.js'
import { Random } from './random.js'
import { businessAndSchoolStories } from './stories-business-schools.js'
import { coastAndHealthStories } from './stories-coast-health.js'
import { sportAndArtsStories } from './stories-sport-arts.js'
import { townAndCouncilStories } from './stories-town-council.js'
import type { Story } from './story.js'
import { writeArticle } from './write-article.js'
import { writeComment } from './write-comment.js'

/** The moment the seed is written for. Loading it moves every time on by whole days (see open-database). */
export const seedTime = Date.UTC(2026, 0, 15, 12)

export interface Edition {
  authors: AuthorRow[]
  articles: Insertable<ArticleRow>[]
  corrections: Insertable<CorrectionRow>[]
  comments: Insertable<CommentRow>[]
}

const seed = 1_872
const articleCount = 400
const commentCount = 8_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const twoYearsHours = 2 * 365 * 24
const longestCommentDelayHours = 72

const stories = [
  ...townAndCouncilStories,
  ...businessAndSchoolStories,
  ...coastAndHealthStories,
  ...sportAndArtsStories,
]

const authors: AuthorRow[] = [
  { id: 1, name: 'Niamh Cassidy', beat: 'Council correspondent' },
  { id: 2, name: 'Tomasz Zielinski', beat: 'Town reporter' },
  { id: 3, name: 'Ruth Abernethy', beat: 'Business editor' },
  { id: 4, name: 'Donal Feeney', beat: 'Schools and health' },
  { id: 5, name: 'Leila Haddad', beat: 'Coast and environment' },
  { id: 6, name: 'Cormac Judge', beat: 'Sports desk' },
  { id: 7, name: 'Esther Mbeki', beat: 'Arts editor' },
  { id: 8, name: 'Pauline Garrity', beat: 'Editor' },
]
const authorOf = new Map([
  ['town', 2],
  ['council', 1],
  ['business', 3],
  ['schools', 4],
  ['coast', 5],
  ['health', 4],
  ['sport', 6],
  ['arts', 7],
])

const correctionTexts = [
  'An earlier version gave the wrong street. We are sorry for the walk.',
  'A name was misspelled in the first version of this article. It is right now.',
  'The sum in the second paragraph was a yearly figure, not a monthly one.',
  'An earlier version said that the vote was unanimous. One councillor abstained.',
  'The start time has been corrected. It is half past seven.',
]

/** An article with what its comments are about, and how many there will be. */
interface Draft {
  row: Omit<Insertable<ArticleRow>, 'id' | 'comment_count'>
  slots: Slots
  comments: number
  corrections: { at: number; text: string }[]
}

/**
 * Two years of a local newspaper: the same, to the letter, every time. Ids rise with time, so that ordering by id is
 * ordering by time.
 */
export function generateEdition(): Edition {
  const random = new Random(seed)
  const drafts = [...draftFeatures(random), ...draftStories(random)]
  shareOutComments(random, drafts)
  drafts.sort((a, b) => Number(a.row.published_at) - Number(b.row.published_at))

  const edition: Edition = { authors, articles: [], corrections: [], comments: [] }
  for (const [index, draft] of drafts.entries()) {
    const id = index + 1
    edition.articles.push({ ...draft.row, id, comment_count: draft.comments })
    for (const { at, text } of draft.corrections) {
      edition.corrections.push({ article_id: id, text, created_at: new Date(at) })
    }
    edition.comments.push(...writeComments(random, id, draft))
  }
  edition.comments.sort((a, b) => Number(a.created_at) - Number(b.created_at))
  return edition
}

function draftFeatures(random: Random): Draft[] {
  return features.map((feature) => {
    const publishedAt = seedTime - feature.ageHours * hourMs
    const newestCorrection = Math.min(feature.ageHours, ...feature.corrections.map((correction) => correction.ageHours))
    return {
      row: {
        slug: feature.slug,
        section: feature.section,
        author_id: authorOf.get(feature.section) ?? 8,
        title: feature.title,
        standfirst: feature.standfirst,
        body: feature.body.join('\n\n'),
        scene: feature.scene,
        photo_caption: feature.caption,
        photo_alt: feature.alt,
        published_at: new Date(publishedAt),
        updated_at: new Date(seedTime - newestCorrection * hourMs),
        front_rank: feature.frontRank ?? null,
      },
      slots: drawSlots(random),
      comments: feature.comments,
      corrections: feature.corrections.map(({ ageHours, text }) => ({ at: seedTime - ageHours * hourMs, text })),
    }
  })
}

function draftStories(random: Random): Draft[] {
  const drafts: Draft[] = []
  const titles = new Set<string>()
  const nextStory = storyTeller()
  const wanted = articleCount - features.length
  for (let number = 0; drafts.length < wanted; number++) {
    const { story, version } = nextStory(SECTIONS[number % SECTIONS.length]?.id)
    const written = writeArticle(random, story, version)
    if (titles.has(written.title)) continue
    titles.add(written.title)
    // Several a day of late, and fewer and fewer of the old ones: an archive keeps the best.
    const ageHours = 6 + (drafts.length / wanted) ** 1.8 * (twoYearsHours - 48) + random.next() * 6
    const publishedAt = atWakingHours(seedTime - ageHours * hourMs)
    const correctedAt = publishedAt + random.between(1, 6) * hourMs
    const corrected = random.chance(0.07) && correctedAt < seedTime
    drafts.push({
      row: {
        slug: `${written.slug}-${1_000 + drafts.length}`,
        section: story.section,
        author_id: authorOf.get(story.section) ?? 8,
        title: written.title,
        standfirst: written.standfirst,
        body: written.body,
        scene: story.scene,
        photo_caption: written.caption,
        photo_alt: written.alt,
        published_at: new Date(publishedAt),
        updated_at: new Date(corrected ? correctedAt : publishedAt),
        front_rank: null,
      },
      slots: written.slots,
      comments: 0,
      corrections: corrected ? [{ at: correctedAt, text: random.pick(correctionTexts) }] : [],
    })
  }
  return drafts
}

/** Tells the stories of each section in turn, so that none follows itself closely, each time in another version. */
function storyTeller(): (section: string | undefined) => { story: Story; version: number } {
  const told = new Map<string | undefined, number>()
  return (section) => {
    const inSection = stories.filter((story) => story.section === section)
    const count = told.get(section) ?? 0
    told.set(section, count + 1)
    const story = inSection[count % inSection.length]
    if (!story) throw new Error(`No story is written for the section ${section}.`)
    return { story, version: Math.floor(count / inSection.length) }
  }
}

/** Nothing is published at night: the hours of a day are moved between six in the morning and nine in the evening. */
function atWakingHours(at: number): number {
  const midnight = Math.floor(at / dayMs) * dayMs
  return midnight + Math.round((6 * hourMs + (at - midnight) * (15 / 24)) / 60_000) * 60_000
}

/** Gives the comments that the features do not have to the other articles, unevenly, as readers do. */
function shareOutComments(random: Random, drafts: Draft[]): void {
  const others = drafts.filter((draft) => draft.comments === 0)
  let left = commentCount - drafts.reduce((sum, draft) => sum + draft.comments, 0)
  while (left > 0) {
    const draft = random.pick(others)
    const burst = Math.min(left, random.between(1, 14))
    draft.comments += burst
    left -= burst
  }
}

function writeComments(random: Random, articleId: number, draft: Draft): Insertable<CommentRow>[] {
  const publishedAt = Number(draft.row.published_at)
  const untilHours = Math.min(longestCommentDelayHours, (seedTime - publishedAt) / hourMs)
  return Array.from({ length: draft.comments }, () => {
    const { author, body } = writeComment(random, draft.row.slug, draft.slots)
    // Most comments come early: the square of a number between 0 and 1 is usually small.
    const createdAt = publishedAt + random.next() ** 2 * untilHours * hourMs
    return {
      article_id: articleId,
      author_name: author,
      body,
      created_at: new Date(Math.floor(createdAt / 1_000) * 1_000),
    }
  })
}
