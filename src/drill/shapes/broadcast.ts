import type { Shape } from '../shape.js'
import { crowdOf } from './meanwhile.js'
import { newcomers } from './newcomers.js'

export const broadcast: Shape = {
  ...crowdOf({ browser: 60 }, [{ ...newcomers, rushActionsPerSecond: 320, startsAtFront: true }]),
  name: 'broadcast',
  attack: null,
  family: 'No attack: real people, many at once',
  title: 'named on television: ten times the people in three seconds, nearly all new',
  description: 'They begin at the front page, all at the same moment, and most of them have never been here.',
  rushRampMs: 3_000,
}
