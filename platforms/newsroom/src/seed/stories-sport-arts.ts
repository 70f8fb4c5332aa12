import type { Story } from './story.js'

export const sportAndArtsStories: readonly Story[] = [
  {
    section: 'sport',
    scene: 'pitch',
    titles: [
      '{club} beat {opponent} with the last kick',
      '{club} hold {opponent} in the mud',
      '{opponent} go home with nothing as {club} stay top',
    ],
    standfirsts: [
      'It was not pretty. By the end it was hardly visible. But the points stay in Dunmarrow.',
      'Ninety minutes of rain, one clean strike, and a goalkeeper who will dine out on it.',
    ],
    paragraphs: [
      [
        '{club} beat {opponent} by the narrowest of margins at {area}, in front of {count} people and one very wet dog.',
        'With the clock stopped and the light going, {club} found the goal that {opponent} had spent all afternoon preventing.',
      ],
      [
        'The visitors had the better of the first half and hit the frame of the goal twice. After the break the wind changed, and so did the game.',
        '{opponent} had conceded only {few} all season. They will argue that the last one crossed no line at all.',
      ],
      [
        '> “I closed my eyes and hoped,” said {person}, who scored it. “It is how I was taught.”',
        '> “We were second best for an hour. You only have to be best once,” said the {club} captain, {person}.',
      ],
      [
        'The result leaves {club} {few} points clear. {other}, {otherRole}, reminded everybody that they had been clear last year too.',
        'Next week brings a journey to Garrandoon. The bus leaves from {street} at nine, and there are {few} seats left.',
      ],
    ],
    captions: ['The pitch at {area} before the rain.', 'Full time at {area}.'],
  },
  {
    section: 'sport',
    scene: 'harbour',
    titles: [
      '{dozens} swimmers cross the harbour at the first try',
      'Cold water, warm soup: {dozens} swim the harbour',
    ],
    standfirsts: [
      'The water was eleven degrees. The soup afterwards was considerably warmer.',
      'The youngest was fourteen and the oldest eighty-one. All of them came out again.',
    ],
    paragraphs: [
      [
        'There were {dozens} starters in the harbour swim, and all of them came out again.',
        'The harbour swim was won, again, by somebody who says she does not train.',
      ],
      [
        'The course runs from the slip to the far beacon and back, along a line of safety boats that had nothing to do but cheer.',
      ],
      [
        '> “For the first minute you regret it. After that you are too busy,” said {person}, {role}.',
        '> “I did it for my sister, who did it for a bet,” said {person}, {role}.',
      ],
      [
        'The day raised {money} for the lifeboat. {other}, {otherRole}, thanked the kayakers, the tea makers, and whoever brought the accordion.',
      ],
    ],
    captions: ['The start at the slip.', 'The harbour on the morning of the swim.'],
  },
  {
    section: 'sport',
    scene: 'harbour',
    titles: ['Rowers from {area} take the estuary cup home', 'A broken rowlock and a win: {area} rows to the cup'],
    standfirsts: [
      'They trained before dawn all winter. On the day they won by the length of an oar.',
      'The last hundred metres were rowed on one side and a prayer.',
    ],
    paragraphs: [
      [
        'A crew from {area} won the estuary cup by less than a length, rowing the last hundred metres with a broken rowlock.',
      ],
      ['The tide turned early. Those who had read the almanac kept close to the wall, and gained {few} lengths there.'],
      [
        '> “I heard it go, and then I stopped thinking about it,” said {person}, who rowed at three.',
        '> “We have lost that race by a foot. It is nicer this way round,” said {person}, {role}.',
      ],
      [
        'The cup spends the winter in a window on {street}. {other}, {otherRole}, said a second boat would cost {money}, and that the tin was on the counter.',
      ],
    ],
    captions: ['The estuary on the morning of the race.', 'Boats on the slip at {area}.'],
  },
  {
    section: 'sport',
    scene: 'pitch',
    titles: [
      'Floodlights for {club}, and {money} to pay for them',
      '{club} can train in the dark, with {few} lamps and a promise',
    ],
    standfirsts: [
      'Training under lights means training in winter. Neighbours asked for one dark evening, and got two.',
      'For a year they trained by the headlights of parked cars.',
    ],
    paragraphs: [
      ['{club} will have floodlights by the winter, after members raised {money} in {months} months.'],
      [
        'The lamps are shielded and go off at nine. On two evenings a week the pitch stays dark, for the sake of the neighbours and the birds.',
      ],
      [
        '> “We trained by car headlights for a year. It is good for the passing,” said {person}, {role}.',
        '> “I can see my feet. They are worse than I thought,” said {person}, {role}.',
      ],
      ['{other}, {otherRole}, said the pitch would be open to {school} on weekday afternoons.'],
    ],
    captions: ['The training pitch at {area}.', 'Evening training at {area}.'],
  },
  {
    section: 'sport',
    scene: 'pitch',
    titles: [
      'Women’s team at {club} outgrows the clubhouse',
      'From {few} players to {dozens} members: the women of {club}',
    ],
    standfirsts: [
      'There are now four teams and one set of showers. Something had to give.',
      'They began with a borrowed goal. They are building a clubhouse.',
    ],
    paragraphs: [
      [
        'When the women’s team at {club} started there were {few} players and a borrowed goal. Now there are {dozens} members, and a drawing of a new clubhouse.',
      ],
      [
        'It is half paid for: {money} is in the bank. Until then the changing room is a horsebox, which has its admirers.',
      ],
      [
        '> “My granddaughter asked why the girls had no dressing room. I had no answer,” said {person}, {role}.',
        '> “We never asked for much. Then we started to ask for more,” said captain {person}.',
      ],
      [
        'A vote on the colours of the new shirts was lost, won and then adjourned. {other}, {otherRole}, is in the chair.',
      ],
    ],
    captions: ['The home pitch at {area}.', 'Before the match at {area}.'],
  },
  {
    section: 'arts',
    scene: 'stage',
    titles: ['A full house at {venue} for a play about the harbour', 'The sea was a sheet, and {venue} was full'],
    standfirsts: [
      'The lead was played by a plumber, the sea by a sheet. Nobody in the audience minded either.',
      'Three generations, one boat, and a prompt who was needed only once.',
    ],
    paragraphs: [
      [
        'Every seat at {venue} was taken for the first night of a play written, staged and mostly swept up after by people from {area}.',
      ],
      ['The story follows three generations of one family and one boat. The boat gets the best lines.'],
      [
        '> “I was supposed to do the lights,” said {person}, {role}, who played the harbour master.',
        '> “People cried in the right places, and one man laughed in the wrong one. That was my brother,” said {person}, {role}.',
      ],
      ['It runs for {few} nights. {other}, {otherRole}, said returns would be sold at the door from seven.'],
    ],
    captions: ['The stage at {venue}.', 'Curtain call at {venue}.'],
  },
  {
    section: 'arts',
    scene: 'stage',
    titles: [
      '{venue} reopens with {count} seats and a better roof',
      'Stars on the ceiling: {venue} opens its doors again',
    ],
    standfirsts: [
      'It took two years, a great deal of plaster and one anonymous gift.',
      'Under the paint of the forties there was a sky.',
    ],
    paragraphs: [
      [
        'After {months} months of scaffolding {venue} opened its doors again, with {count} seats, a ramp, and heating that can be felt.',
      ],
      [
        'The restoration cost {money}. The ceiling, hidden under paint since the forties, turned out to be full of stars.',
      ],
      [
        '> “I was in here as a child and I never looked up,” said {person}, {role}.',
        '> “We found the paint in a shed, mixed and labelled,” said {person}, {role}. “Somebody had always meant to do it.”',
      ],
      [
        'A season of small concerts follows. {other}, {otherRole}, hopes that {percent} per cent of tickets can be kept under ten euro.',
      ],
    ],
    captions: ['The stage at {venue}, ready for the first night.', 'Inside {venue}.'],
  },
  {
    section: 'arts',
    scene: 'stage',
    titles: [
      'The book festival draws {count} to {venue}',
      'Hedges, recipes and radio: {count} people at the book festival',
    ],
    standfirsts: [
      'The biggest queue was for a panel on hedges. The second biggest was for coffee.',
      'A poet read to the people who could not get in. Some of them stayed outside on purpose.',
    ],
    paragraphs: [
      ['About {count} people came to the book festival at {venue}, by far the most in its short history.'],
      [
        'Talks on hedges, radio plays and how to edit a recipe were full by ten in the morning. A poet read to the queue.',
      ],
      [
        '> “I came in out of the rain and stayed for three hours,” said {person}, {role}.',
        '> “I have bought {few} books and I carry them like trophies,” said {person}, {role}.',
      ],
      [
        'Entry was free, and paid for by {money} from the arts fund. {other}, {otherRole}, asked for more chairs next year and fewer speeches.',
      ],
    ],
    captions: ['Between two talks at {venue}.', 'The last reading at {venue}.'],
  },
  {
    section: 'arts',
    scene: 'stage',
    titles: ['{dozens} voices from {area}, found in a biscuit tin', 'A library of borrowed voices at {venue}'],
    standfirsts: [
      'Old recordings were found in a kitchen. They have been listened to by more people in a week than in sixty years.',
      'You hear a chair creak, a kettle, and then somebody’s grandmother.',
    ],
    paragraphs: [
      [
        'Recordings of {dozens} voices from {area}, most of them made in kitchens in the sixties, can be heard at {venue} this month.',
      ],
      [
        'The tapes had been kept in a biscuit tin by {person}, {role}, who had been told more than once to throw them out.',
      ],
      ['> “You hear a chair creak and you are in the room,” said {other}, {otherRole}.'],
      ['Entry is free. Anybody who recognises a voice is asked to say so at the desk: {few} have been named already.'],
    ],
    captions: ['Listening at {venue}.', 'The room at {venue}, before opening.'],
  },
]
