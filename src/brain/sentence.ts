import type { ActivityStatus, PlatformStatus } from './status.js'

/** The state of all platforms in one sentence for people: "Strained since 12:04: search is waiting, everything else is at full speed." */
export function sentenceOf(
  platforms: readonly Pick<PlatformStatus, 'name' | 'level' | 'since' | 'activities'>[],
): string {
  const troubled = platforms.filter(({ level }) => level !== 'calm')
  if (troubled.length === 0) return 'Calm: everything is at full speed.'
  return troubled
    .map(({ name, level, since, activities }) => {
      const who = platforms.length > 1 ? `${name} is ${level}` : capital(level)
      return `${who} since ${clockOf(since)}: ${activitiesInWords(activities)}.`
    })
    .join(' ')
}

function activitiesInWords(activities: readonly Pick<ActivityStatus, 'name' | 'state'>[]): string {
  const names = (isIn: (state: ActivityStatus['state']) => boolean) =>
    activities.filter(({ state }) => isIn(state)).map(({ name }) => name)
  const waiting = names((state) => state === 'slowed' || state === 'paused')
  const late = names((state) => state === 'late')
  if (waiting.length + late.length === 0) return 'everything is at full speed'
  const parts = [
    ...(waiting.length > 0 ? [`${inWords(waiting)} ${areOrIs(waiting)} waiting`] : []),
    ...(late.length > 0 ? [`${inWords(late)} ${areOrIs(late)} answered late`] : []),
    ...(waiting.length + late.length < activities.length ? ['everything else is at full speed'] : []),
  ]
  return parts.join(', ')
}

function areOrIs(names: readonly string[]): string {
  return names.length === 1 ? 'is' : 'are'
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function clockOf(iso: string): string {
  const time = new Date(iso)
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
