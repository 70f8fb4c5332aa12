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
      '{count} swimmers cross the harbour at the first try',
      'Rowers from {area} take the estuary cup home',
      'Raft race: {few} started, {few} sank, everyone won',
    ],
    standfirsts: [
      'The water was eleven degrees. The soup afterwards was considerably warmer.',
      'They trained before dawn all winter. On the day they won by the length of an oar.',
    ],
    paragraphs: [
      [
        'There were {count} starters in the harbour swim, the youngest of them fourteen and the oldest eighty-one, and all of them came out again.',
        'A crew from {area} won the estuary cup by less than a length, rowing the last hundred metres with a broken rowlock.',
      ],
      [
        'The course runs from the slip to the far beacon and back, along a line of safety boats that had nothing to do but cheer.',
        'The tide turned early. Those who had read the almanac were home {few} minutes before those who had not.',
      ],
      [
        '> “For the first minute you regret it. After that you are too busy,” said {person}, {role}.',
        '> “I did it for my sister, who did it for a bet,” said {person}, {role}.',
      ],
      [
        'The day raised {money} for the lifeboat. {other}, {otherRole}, said entries for next year had already begun to arrive.',
        '{other}, {otherRole}, thanked the kayakers, the tea makers, and whoever brought the accordion.',
      ],
    ],
    captions: ['The start at the slip.', 'The harbour on the morning of the race.'],
  },
  {
    section: 'sport',
    scene: 'pitch',
    titles: [
      'Floodlights for {club}, and {money} to pay for them',
      'Women’s team at {club} outgrows the clubhouse',
      '{club} to share a pitch with the curlews',
    ],
    standfirsts: [
      'There are now {few} teams and one set of showers. Something had to give.',
      'Training under lights means training in winter. Neighbours asked for one dark evening, and got two.',
    ],
    paragraphs: [
      [
        '{club} will have floodlights by the winter, after members raised {money} in {months} months.',
        'When the women’s team at {club} started there were {few} players and a borrowed goal. Now there are {count} members.',
      ],
      [
        'The lamps are shielded and go off at nine. On two evenings a week the pitch stays dark, for the sake of the neighbours and the birds.',
        'A new clubhouse is drawn and half paid for. Until then the changing room is a horsebox, which has its admirers.',
      ],
      [
        '> “We trained by car headlights for a year. It is good for the passing,” said {person}, {role}.',
        '> “My granddaughter asked why the girls had no dressing room. I had no answer,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, said the pitch would be open to {school} on weekday afternoons.',
        'A vote on the colours of the new shirts was lost, won and then adjourned. {other}, {otherRole}, is in the chair.',
      ],
    ],
    captions: ['The training pitch at {area}.', 'Evening training at {area}.'],
  },
  {
    section: 'arts',
    scene: 'stage',
    titles: [
      'A full house at {venue} for a play about the harbour',
      '{venue} reopens with {count} seats and a better roof',
      'The choir of {area} fills {venue}, twice',
    ],
    standfirsts: [
      'The lead was played by a plumber, the sea by a sheet. Nobody in the audience minded either.',
      'It took {months} months, a great deal of plaster and one anonymous gift.',
    ],
    paragraphs: [
      [
        'Every seat at {venue} was taken for the first night of a play written, staged and mostly swept up after by people from {area}.',
        'After {months} months of scaffolding {venue} opened its doors again, with {count} seats, a ramp, and heating that can be felt.',
      ],
      [
        'The story follows three generations of one family and one boat. The boat gets the best lines.',
        'The restoration cost {money}. The ceiling, hidden under paint since the forties, turned out to be full of stars.',
      ],
      [
        '> “I was supposed to do the lights,” said {person}, {role}, who played the harbour master.',
        '> “People cried in the right places, and one man laughed in the wrong one. That was my brother,” said {person}, {role}.',
      ],
      [
        'It runs for {few} nights. {other}, {otherRole}, said returns would be sold at the door from seven.',
        'A season of small concerts follows. {other}, {otherRole}, hopes that {percent} per cent of tickets can be kept under ten euro.',
      ],
    ],
    captions: ['The stage at {venue}.', 'Curtain call at {venue}.'],
  },
  {
    section: 'arts',
    scene: 'stage',
    titles: [
      'The book festival draws {count} to {venue}',
      'Poems on the buses: {few} lines from {area}',
      'A library of borrowed voices at {venue}',
    ],
    standfirsts: [
      'The biggest queue was for a panel on hedges. The second biggest was for coffee.',
      'Old recordings were found in a biscuit tin. They have been listened to by more people in a week than in sixty years.',
    ],
    paragraphs: [
      [
        'About {count} people came to the book festival at {venue}, by far the most in its short history.',
        'Recordings of {count} voices from {area}, most of them made in kitchens in the sixties, can be heard at {venue} this month.',
      ],
      [
        'Tapes had been kept in a biscuit tin by {person}, {role}, who had been told more than once to throw them out.',
        'Talks on hedges, radio plays and how to edit a recipe were full by ten in the morning. A poet read to the queue.',
      ],
      [
        '> “You hear a chair creak and you are in the room,” said {person}, {role}.',
        '> “I came in out of the rain and stayed for three hours,” said {person}, {role}.',
      ],
      [
        'Entry is free, and paid for by {money} from the arts fund. {other}, {otherRole}, would like more tapes, and will return the tins.',
        'Next year’s festival will be longer by a day. {other}, {otherRole}, asked for more chairs and fewer speeches.',
      ],
    ],
    captions: ['Listening at {venue}.', 'Between two talks at {venue}.'],
  },
]
