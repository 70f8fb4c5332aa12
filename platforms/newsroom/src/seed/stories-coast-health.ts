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
        'When the tide went out there was a new cliff at {area}, as high as a door, and {count} fence posts on the beach.',
      ],
      [
        'About {count} people came to plant marram grass and set old Christmas trees in rows to catch the sand.',
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
    section: 'coast',
    scene: 'harbour',
    titles: [
      'Lifeboat called out {few} times in one weekend',
      'Two paddlers brought home from off {area}',
      'Harbour crew’s {count}th call: a dog, a dinghy and a dropped anchor',
    ],
    standfirsts: [
      'An offshore wind, a warm day and no telephone between them. The crew would like a word about all three.',
      'The pagers went during mass, a match and a wedding. Somebody always has to leave the cake.',
    ],
    paragraphs: [
      [
        'The lifeboat was launched {few} times over the weekend, its busiest two days of the season, and brought everybody home.',
        'Two people on paddleboards were found more than a mile off {area} after an offshore wind took them out of the bay.',
      ],
      [
        'They were cold but well. A walker had seen them from {street} and rung at once, which the coxswain called the whole of the rescue.',
        'The boat was away in {few} minutes. It was alongside {few} minutes after that.',
      ],
      [
        '> “The sea was flat. That is what fools people: it was the wind that was moving,” said {person}, {role}.',
        '> “Tell one person where you are going. It costs nothing,” said {person}, {role}.',
      ],
      [
        'The station needs {money} a year and raises most of it in Dunmarrow. {other}, {otherRole}, said the next open day would have a smaller raft race.',
        '{other}, {otherRole}, said that in {percent} per cent of calls this year nobody had carried a means of calling for help.',
      ],
    ],
    captions: ['The lifeboat coming home on the last of the flood.', 'The inner harbour after the third launch.'],
  },
  {
    section: 'health',
    scene: 'hospital',
    titles: [
      'Minor injuries unit will open until ten at night',
      'Waiting list for hips at Marrow Valley falls by {percent} per cent',
      '{money} scanner arrives at the hospital, through the roof',
    ],
    standfirsts: [
      'Staff said the hours had been wrong for years. Somebody finally asked the patients.',
      'It came in by crane on the only still morning of the week.',
    ],
    paragraphs: [
      [
        'The minor injuries unit at Marrow Valley Hospital will stay open until ten at night, seven days a week, for a trial of {months} months.',
        'The hospital’s waiting list has fallen by {percent} per cent in a year, figures seen by the Courier show, after a second theatre opened on Saturdays.',
      ],
      [
        'About {count} people a month drive an hour to the city for a cut, a sprain or a bead in a nose. Half of them could be seen in Dunmarrow.',
        'The change costs {money} a year. Managers say it saves more than that in ambulances alone.',
      ],
      [
        '> “Nobody breaks a wrist at a convenient time,” said {person}, {role}.',
        '> “We asked patients what they wanted, and it was shorter than our strategy document,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, welcomed the change but asked how the rota would be filled in the winter. {few} posts are advertised.',
        'A bus at a quarter past ten would complete it, said {other}, {otherRole}. The operator is looking at the figures.',
      ],
    ],
    captions: ['The entrance of Marrow Valley Hospital.', 'Marrow Valley Hospital in the evening.'],
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
]
