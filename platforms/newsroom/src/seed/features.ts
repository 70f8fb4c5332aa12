import type { SectionId } from '../sections.js'
import type { Scene } from './story.js'

/** A story written by hand, with its place on the front page and its comments. */
export interface Feature {
  slug: string
  section: SectionId
  scene: Scene
  title: string
  standfirst: string
  /** Paragraphs; see ArticleRow.body for the marks. */
  body: readonly string[]
  caption: string
  alt: string
  frontRank?: number
  /** Age at the time of the edition, in hours. */
  ageHours: number
  comments: number
  corrections: readonly { ageHours: number; text: string }[]
}

export const features: readonly Feature[] = [
  {
    slug: 'civic-alliance-platforms-flooded-security-held',
    section: 'council',
    scene: 'network',
    title: 'Flood of traffic hits Civic Alliance websites; security held, party says',
    standfirst:
      'For most of a day the party’s public website and its volunteer platforms were buried in requests. Some campaign work slowed and was brought back step by step. The party says nothing was broken into.',
    body: [
      'The Civic Alliance said its online platforms were the target of a large distributed denial-of-service attack, in which very many computers send requests at once so that real visitors cannot get through.',
      'The first signs came shortly before breakfast, when the people who run the party’s sites saw traffic from networks that had never visited before. Within a minute it had passed forty times the usual level.',
      'The public website, the donation page and the page where people ask for a postal vote form stayed open throughout, the party said. Event search, comments and the call lists used by volunteers were slowed on purpose, to leave room for the rest.',
      '> “We chose what could wait,” said Sinéad Tierney, who co-ordinates the party’s volunteers. “Reading, giving and getting help to vote could not.”',
      '## What was affected',
      'Volunteers in Millfield and the Linen Quarter said the phone bank had been slow through the morning and that sign-ups for weekend canvassing waited in a queue for several minutes. Both were back to full speed by early afternoon. Comment pages were the last to return, shortly after three.',
      'A smaller second wave arrived towards evening and was turned away without a noticeable effect, the party said.',
      '## What was not',
      'A denial-of-service attack tries to keep people out. It is not in itself a way in. The party said that its security measures had held, and that its checks had found no sign of a breach: no account used by a stranger, no change to a page, and no unusual reading of its records. It said it would publish which checks were made, and over which hours.',
      '> “We looked, and we are still looking,” said Jakub Okafor, who runs the party’s systems. “If we find that we were wrong, we will say so on the same page.”',
      'The attack was reported to the National Cyber Security Centre the same day, with logs and a record of the measures taken. The centre confirmed that it had received a report, and said it does not comment on single cases.',
      '## Who was behind it',
      'The party said it did not know, and asked its supporters not to guess. Traffic of this kind is usually sent through thousands of hijacked devices, and the addresses it comes from say little about who ordered it.',
      'Other parties were told of the pattern of the attack, so that they could prepare. A spokesperson for the county’s returning officer said that the register and the count do not depend on any party’s website.',
    ],
    caption: 'How it looked from the inside: lights for requests that wait, and a door kept open for readers.',
    alt: 'Drawing of a bright doorway in a dark wall. Hundreds of thin lines run towards the wall; a few, in gold, pass through the door.',
    frontRank: 1,
    ageHours: 5,
    comments: 214,
    corrections: [
      {
        ageHours: 2,
        text: 'An earlier version said that sign-ups for canvassing had been switched off. They were slowed and queued, not switched off.',
      },
    ],
  },
  {
    slug: 'old-bridge-closed-to-cars-trial',
    section: 'council',
    scene: 'bridge',
    title: 'Old Bridge will close to cars for a year, council decides',
    standfirst:
      'After three public meetings, two petitions and a good deal of shouting, the oldest crossing in Dunmarrow is to be given to people on foot, on bicycles and in buses.',
    body: [
      'The Old Bridge will be closed to private cars for a trial of twelve months, councillors decided by nineteen votes to fourteen. Buses, ambulances and bicycles may still cross it. Delivery vans may do so before ten in the morning.',
      'Engineers had told the council that the bridge could carry today’s traffic for perhaps six more years without repairs that would shut it altogether. Without cars, they said, it could stand for another sixty.',
      '> “It was built for carts, and it has been very polite about lorries,” said the county engineer, Dorota Kinsella.',
      '## The case against',
      'Traders on Lower Bridge Street fear for their custom. A petition with 2,311 names asked for one lane to be kept open. Cllr Fergal Mulqueen, who spoke for it, said people in Kilmarrow would now have to drive four miles to buy a stamp.',
      'The ambulance service said it supported the trial, because its crews were more often held up by cars on the bridge than by anything else.',
      '## How it will be judged',
      'Counters will be fitted at both ends. Takings in nine shops, bus times, the air on Weir Street and the number of people who cross on foot will be published every month. Cllr Maeve Lavelle, who proposed the trial, said that if the numbers were bad she would propose to end it.',
      'The barriers go up after the spring holiday. The benches, which were not in the plan, are being paid for by a reader who asked not to be named.',
    ],
    caption: 'The Old Bridge from the weir. Its middle arch has been repaired four times.',
    alt: 'Drawing of a stone bridge with five arches over a calm river, with small figures walking across it under a low sun.',
    frontRank: 3,
    ageHours: 26 * 24,
    comments: 3_000,
    corrections: [{ ageHours: 25 * 24, text: 'The petition had 2,311 names, not 2,131 as first printed.' }],
  },
  {
    slug: 'harbour-light-lit-again-after-forty-years',
    section: 'coast',
    scene: 'harbour',
    title: 'The harbour light is lit again, after forty dark years',
    standfirst:
      'Nobody needs it to find the way in any more. On the first night half the town came down to the wall to see it all the same.',
    body: [
      'At a quarter to six, when the light was going, a retired keeper of ninety-one pressed a brass switch, and the harbour light came on for the first time in forty years.',
      'It was put out when a steel tower was built on the point. The lamp was sold, the lens was stored in straw, and the little white house on the wall became a place where pigeons were raised.',
      '> “I turned it off, so it was only right,” said the keeper, Hugh Prendergast. “I had not expected so many people to be watching this time.”',
      'A group of neighbours found the lens in a barn and spent three winters cleaning it. The new lamp uses less electricity than a kettle, and is turned down after midnight for the birds.',
      '## Open on Saturdays',
      'The house can be visited on Saturdays until the end of the season. There are thirty-eight steps, a handrail that is new and a view that is not.',
    ],
    caption: 'The light on its first evening, seen from the fishing quay.',
    alt: 'Drawing of a small white lighthouse at the end of a harbour wall at dusk, its beam crossing a dark blue bay.',
    frontRank: 2,
    ageHours: 20,
    comments: 96,
    corrections: [],
  },
]
