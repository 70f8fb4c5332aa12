import type { RulePreview } from '../../brain/status.js'
import { MINER_LIMITS } from '../../explain/miner-limits.js'
import { percent, percentAtMost } from '../../explain/percent.js'

/** Whom a match would have touched, in one word for each grade: nobody at all, hardly, some or many real people; or nobody knows. */
export type VerdictGrade = 'nothing' | 'few' | 'some' | 'many' | 'unknown'

export interface PreviewVerdict {
  grade: VerdictGrade
  /** A few words. */
  title: string
  /** All that a person needs to decide, in plain sentences. Holds what visitors sent: programs and paths. */
  sentence: string
}

const TITLES: Record<VerdictGrade, string> = {
  nothing: 'It would have done nothing',
  few: 'It would touch hardly any real people',
  some: 'It would touch some real people',
  many: 'It would touch many real people',
  unknown: 'Nobody can say yet whom it would touch',
}

/** What a preview comes to, for somebody who has to decide at night. */
export function previewVerdict(preview: RulePreview): PreviewVerdict {
  const grade = gradeOf(preview)
  const words = [...lastHourWords(preview), normalWords(preview.normal)]
  return { grade, title: TITLES[grade], sentence: words.join(' ') }
}

/** The bounds are those that Holdfast keeps its own rules to. */
function gradeOf({ lastHour, normal }: RulePreview): VerdictGrade {
  // Those that are known from calm times are people, whatever the sample of normal visits says.
  if (lastHour.touched > 0 && lastHour.people > 0.5) return 'many'
  if (normal === null) return lastHour.touched > 0 ? 'unknown' : 'nothing'
  if (normal.upper > MINER_LIMITS.collateral.challenge) return 'many'
  if (lastHour.touched === 0) return 'nothing'
  return normal.upper > MINER_LIMITS.collateral.refuse ? 'some' : 'few'
}

function lastHourWords({ lastHour, examples }: RulePreview): string[] {
  const { sample, visits, touched, share, people } = lastHour
  if (sample === 0) return ['Nobody came in the last hour.']
  const of = `Of ${roughly(visits, visits > sample)} ${visits === 1 ? 'visit' : 'visits'} of the last hour`
  if (touched === 0) return [`${of} it would have touched none.`]
  return [
    `${of} it would have touched ${roughly(touched, visits > sample)} (${percent(share)}).`,
    ...askedWords(examples),
    ...(people > 0 ? [`${percent(people)} of them came from networks known from calm times.`] : []),
  ]
}

function normalWords(normal: RulePreview['normal']): string {
  if (normal === null) return 'What is normal is not known yet.'
  const count = Math.round(normal.share * normal.sample)
  const touched = `Of ${grouped(normal.sample)} normal visits it would have touched ${count === 0 ? 'none' : grouped(count)}`
  return `${touched}: of all normal visits at most ${percentAtMost(normal.upper)}.`
}

/** What the touched ones have in common. */
function askedWords([first]: RulePreview['examples']): string[] {
  if (!first) return []
  const what = `${first.method} ${first.route} with ${first.program}`
  if (first.share >= 0.9) return [`Nearly all of them asked for ${what}.`]
  if (first.share >= 0.5) return [`Most of them (${percent(first.share)}) asked for ${what}.`]
  return [`They asked for different things, most often (${percent(first.share)}) for ${what}.`]
}

/** Three figures are all that an estimate has: `about 12,300`. */
function roughly(count: number, isEstimate: boolean): string {
  if (!isEstimate || count < 100) return `${isEstimate ? 'about ' : ''}${grouped(count)}`
  const unit = 10 ** (Math.floor(Math.log10(count)) - 2)
  return `about ${grouped(Math.round(count / unit) * unit)}`
}

function grouped(count: number): string {
  return new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 }).format(count)
}
