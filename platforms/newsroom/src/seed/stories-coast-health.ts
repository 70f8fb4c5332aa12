import type { Story } from './story.js'

export const coastAndHealthStories: readonly Story[] = [
  {
    section: 'coast',
    scene: 'wetland',
    titles: [
      '{count} curlew counted on the mudflats below {area}',
      'The terns are back at {area}, and there are {few} wardens to guard them',
      'Winter bird count finds {percent} per cent more waders in the estuary',
    ],
    standfirsts: [
      'Forty volunteers, one cold dawn and a rule against talking. The numbers are the best for years.',
      'After a bad decade the estuary is filling up again. Nobody is quite sure whom to thank.',
    ],
    paragraphs: [
      [
        'Volunteers counted {count} curlew on the mudflats below {area} at the weekend, the most in any winter since the survey was redrawn.',
        'The count began at dawn, in silence, from {few} places along the sea wall. It ended with soup and with the best figures for years.',
      ],
      [
        'Ecologists think cleaner water and quieter shores are both at work. Dogs have been kept off the upper marsh for {months} months.',
        'Numbers rose by {percent} per cent on last year. One wet summer could undo it, the report warns.',
      ],
      [
        '> “You hear them before you see them. Then the whole shore gets up,” said {person}, {role}.',
        '> “Counting is easy. Counting the same bird only once is the craft,” said {person}, {role}.',
      ],
      [
        'The results go to the national survey. {other}, {otherRole}, asked walkers to keep to the wall until the end of March.',
        '{other}, {otherRole}, said a hide would be built from driftwood and {money} of donated timber.',
      ],
    ],
    captions: ['The mudflats below {area} at low water.', 'The estuary from the sea wall.'],
  },
  {
    section: 'coast',
    scene: 'wetland',
    titles: [
      'Storm takes {few} metres of dune at {area}',
      'After the storm: what the sea left on the strand at {area}',
      'Dune fences for {area} before the next high tide',
    ],
    standfirsts: [
      'The path that ran behind the dune in autumn now ends in the air.',
      'Volunteers were planting marram before the wind had dropped. They have done it before.',
    ],
    paragraphs: [
      [
        'The storm cut {few} metres from the dune at {area} in one night, county surveyors found, and left the boardwalk hanging over the strand.',
        'When the tide went out there was a new cliff at {area}, as high as a door, and {dozens} fence posts on the beach.',
      ],
      [
        'About {dozens} people came to plant marram grass and set old Christmas trees in rows to catch the sand.',
        'The council has {money} for fences and matting. A harder defence would only move the loss along the coast, its engineer said.',
      ],
      [
        '> “A dune is not a wall. It is a savings account,” said {person}, {role}.',
        '> “My father planted here, and his father swore at the rabbits,” said {person}, {role}.',
      ],
      [
        'The upper car park stays closed for {few} weeks. {other}, {otherRole}, said the lifeguard hut had been moved with {percent} minutes to spare.',
        '{other}, {otherRole}, asked people not to climb the new face, which is still falling.',
      ],
    ],
    captions: ['The strand at {area} after the storm.', 'Where the boardwalk used to reach the beach.'],
  },
  {
    section: 'health',
    scene: 'hospital',
    titles: [
      '{area} gets a doctor again after {months} months',
      'A surgery on {street}, and {count} people at the door',
      'The nurse who visits {count} front rooms a year',
    ],
    standfirsts: [
      'Patients had been crossing the county for a prescription. The new doctor came for a weekend and stayed.',
      'The list filled in two days. The kettle has hardly been off since.',
    ],
    paragraphs: [
      [
        'A doctor’s surgery has opened on {street}, the first in {area} for {months} months, with room for {count} patients.',
        'By the end of the second day the new surgery on {street} had {count} patients and a queue for the flu vaccine.',
      ],
      [
        'The doctor is joined by two nurses and, on one day a week, a physiotherapist who cycles from the far side of the estuary.',
        'Rooms were found in a former bank. The strong room now holds the vaccines.',
      ],
      [
        '> “I came to look at birds,” said {person}, {role}. “Then somebody told me about the list.”',
        '> “It used to take me three buses to have my blood pressure raised,” said {person}, {role}.',
      ],
      [
        'The health service pays {money} a year towards the rent. {other}, {otherRole}, said two more villages were waiting for the same.',
        '{other}, {otherRole}, asked people to keep using the pharmacy for small things, which saves about {percent} appointments a week.',
      ],
    ],
    captions: ['The former bank on {street}.', 'First patients on {street}.'],
  },
  {
    section: 'coast',
    scene: 'harbour',
    titles: ['Two paddlers brought home from off {area}', 'Walker’s call saves two paddlers off {area}'],
    standfirsts: [
      'An offshore wind, a warm day and no telephone between them. The crew would like a word about all three.',
      'A woman out with her dog saw two dots that were getting smaller. She rang at once.',
    ],
    paragraphs: [
      [
        'Two people on paddleboards were found more than a mile off {area} after an offshore wind took them out of the bay.',
        'The lifeboat brought two paddlers home from off {area}, cold and embarrassed but well.',
      ],
      [
        'A walker had seen them from {street} and rung at once, which the coxswain called the whole of the rescue. The boat was away in {few} minutes.',
      ],
      [
        '> “The sea was flat. That is what fools people: it was the wind that was moving,” said {person}, {role}.',
        '> “Tell one person where you are going. It costs nothing,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, said that in {percent} per cent of calls this year nobody had carried a means of calling for help.',
      ],
    ],
    captions: ['The lifeboat coming home on the last of the flood.', 'The bay off {area} on a calm day.'],
  },
  {
    section: 'coast',
    scene: 'harbour',
    titles: [
      'Lifeboat called out {few} times in one weekend',
      'The pagers went {few} times: a weekend with the lifeboat crew',
    ],
    standfirsts: [
      'They went during mass, a match and a wedding. Somebody always has to leave the cake.',
      'A yacht, a kayak, a drifting inflatable flamingo. Everybody came home, the flamingo did not.',
    ],
    paragraphs: [
      [
        'The lifeboat was launched {few} times over the weekend, its busiest two days of the season, and brought everybody home.',
      ],
      [
        'The first call was for a yacht with a rope in its propeller. The last came at two in the morning, for a light that turned out to be a planet.',
        'Between calls the crew washed the boat, filled the tanks and went home for as long as it took to sit down.',
      ],
      [
        '> “You are never as awake as when you are asleep and it goes off,” said {person}, {role}.',
        '> “Half of them are back at work on Monday before the boat is dry,” said {person}, {role}.',
      ],
      [
        'The station needs {money} a year and raises most of it in Dunmarrow. {other}, {otherRole}, said the next open day would have a smaller raft race.',
      ],
    ],
    captions: ['The inner harbour after the third launch.', 'The slip, between two calls.'],
  },
  {
    section: 'coast',
    scene: 'wetland',
    titles: ['The seagrass is growing again below {area}', '{count} square metres of seagrass, planted by hand'],
    standfirsts: [
      'It looks like a lawn that somebody forgot under water. It shelters more life than any lawn.',
      'Divers, students and one grandmother in waders planted it shoot by shoot.',
    ],
    paragraphs: [
      [
        'The seagrass that was planted below {area} has come through its second winter, and is spreading by itself.',
        'Volunteers have planted {count} square metres of seagrass below {area}, most of it at low water and in the dark.',
      ],
      [
        'Young fish hide in it, geese eat it, and it holds the mud in place. It had vanished from the estuary within one lifetime.',
      ],
      [
        '> “You plant it like leeks,” said {person}, {role}. “Very cold leeks.”',
        '> “I remember it up to my knees. I did not think that I would see it again,” said {person}, {role}.',
      ],
      ['The work has cost {money} so far. {other}, {otherRole}, asked boats not to anchor inside the yellow buoys.'],
    ],
    captions: ['Low water below {area}.', 'The planted ground, seen from the sea wall.'],
  },
  {
    section: 'health',
    scene: 'hospital',
    titles: [
      'Minor injuries unit will open until ten at night',
      'Late hours for the minor injuries unit, on trial for {months} months',
    ],
    standfirsts: [
      'Staff said the hours had been wrong for years. Somebody finally asked the patients.',
      'A bead in a nose does not look at the clock. From now on it has until ten.',
    ],
    paragraphs: [
      [
        'The minor injuries unit at Marrow Valley Hospital will stay open until ten at night, seven days a week, for a trial of {months} months.',
      ],
      [
        'About {count} people a month drive an hour to the city for a cut, a sprain or a bead in a nose. Half of them could be seen in Dunmarrow.',
      ],
      [
        '> “Nobody breaks a wrist at a convenient time,” said {person}, {role}.',
        '> “We asked patients what they wanted, and it was shorter than our strategy,” said {person}, {role}.',
      ],
      [
        'The change costs {money} a year. {other}, {otherRole}, welcomed it but asked how the rota would be filled in the winter.',
        'A bus at a quarter past ten would complete it, said {other}, {otherRole}. The operator is looking at the figures.',
      ],
    ],
    captions: ['The entrance of Marrow Valley Hospital.', 'Marrow Valley Hospital in the evening.'],
  },
  {
    section: 'health',
    scene: 'hospital',
    titles: [
      'Waiting list for hips at Marrow Valley falls by {percent} per cent',
      'A second theatre, and {count} fewer people waiting',
    ],
    standfirsts: [
      'The surgeon’s trick was to operate on Saturdays. The harder trick was to find somebody to clean afterwards.',
      'Fewer people are waiting, and they are waiting less. The hospital says it can keep it up.',
    ],
    paragraphs: [
      [
        'The waiting list for new hips at Marrow Valley Hospital has fallen by {percent} per cent in a year, figures seen by the Courier show.',
      ],
      [
        'A second theatre was opened on Saturdays with {few} nurses who had retired and came back. About {count} operations have been done in it.',
      ],
      [
        '> “I walked to the harbour. I had not seen it for two years,” said {person}, {role}.',
        '> “The operation takes an hour. The paperwork used to take a season,” said {person}, {role}.',
      ],
      [
        'The money, {money}, is secure until next year. {other}, {otherRole}, asked what happens after that, and was told that the question had been noted.',
      ],
    ],
    captions: ['Marrow Valley Hospital, with the new theatre on the left.', 'The hospital on a Saturday.'],
  },
  {
    section: 'health',
    scene: 'hospital',
    titles: [
      '{money} scanner arrives at the hospital, through the roof',
      'A scanner for Marrow Valley, lowered in on a still morning',
    ],
    standfirsts: [
      'It came in by crane on the only still morning of the week. The car park applauded.',
      'It weighs as much as a bus. It saves an hour on one.',
    ],
    paragraphs: [
      [
        'A scanner that cost {money} was lowered through the roof of Marrow Valley Hospital this week, on the only morning when there was no wind.',
      ],
      [
        'Until now {count} patients a year were sent to the city for a scan. The first will be seen in Dunmarrow in {few} weeks.',
      ],
      [
        '> “I have parked cars here for twenty years, and never one that size,” said {person}, {role}.',
        '> “It was the quietest that car park has ever been,” said {person}, {role}.',
      ],
      [
        'Half the sum was raised by the hospital’s friends, mostly in coins. {other}, {otherRole}, said the last of it was a cheque without a name.',
      ],
    ],
    captions: ['The hospital on the morning of the crane.', 'The new wing, with its roof back on.'],
  },
]
