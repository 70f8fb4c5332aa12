import type { Story } from './story.js'

export const townAndCouncilStories: readonly Story[] = [
  {
    section: 'town',
    scene: 'street',
    titles: [
      '{street} to close for {few} weeks while a burst main is replaced',
      'Water back on in {street}, but the digging has only begun',
      '{count} homes around {street} asked to boil water',
    ],
    standfirsts: [
      'Engineers say the pipe is older than anyone who has worked on it. Traders want to know who pays for the lost custom.',
      'A pipe laid by hand gave way before dawn. Neighbours were carrying buckets before the first van arrived.',
    ],
    paragraphs: [
      [
        'A length of water main under {street} gave way in the early hours, and for most of a day {count} homes in {area} had brown water or none.',
        'The first call came from a baker who found the cellar filling. By breakfast {street} was a shallow stream and {count} homes were without water.',
      ],
      [
        'The water utility said the pipe would be replaced along its whole length, which means closing the street to traffic for {few} weeks.',
        'Crews found three older repairs in the same ten metres of pipe, and decided that a fourth would be one too many.',
      ],
      [
        '> “You cannot put a bandage on a bandage,” said {person}, {role}. “We would be back here before the winter is out.”',
        '> “People were very patient,” said {person}, {role}. “They would be more patient if somebody had told them something.”',
      ],
      ['## What it means for you', '## Getting around'],
      [
        'Pedestrians can pass at all times. Buses will stop at the top of Chapel Hill, and deliveries are allowed before nine in the morning.',
        'The footpath stays open, access for residents is kept on one side, and bins will be collected from the corner.',
      ],
      [
        '{other}, {otherRole}, said takings had halved on the first day. A claims form is promised, but nobody could say where it will be found.',
        'Several traders said they had been promised compensation after the last closure, {months} months ago, and were still waiting.',
      ],
    ],
    captions: ['Barriers along {street} this morning.', 'The corner of {street}, where the main gave way.'],
  },
  {
    section: 'town',
    scene: 'street',
    titles: [
      'Neighbours in {area} win a crossing after {months} months of asking',
      'A crossing for {street}, and the {count} signatures behind it',
      'Why {street} is getting a zebra crossing at last',
    ],
    standfirsts: [
      'They counted cars from a kitchen window, one hour a day, and the numbers were hard to argue with.',
      'The campaign began with a near miss outside {school}. It ends with {money} of paint, lights and kerbs.',
    ],
    paragraphs: [
      [
        'A pedestrian crossing will be built on {street}, close to {school}, after residents of {area} gathered {count} signatures and {months} months of their own traffic counts.',
        'It took {months} months, {count} signatures and one very thick folder, but {street} is to have its crossing.',
      ],
      [
        'The counts were kept in school copybooks. On the busiest mornings more than {count} vehicles passed in an hour, and {percent} per cent of them were over the limit.',
        'Volunteers stood at the same gatepost every weekday. They noted speed, size and whether the driver was looking at a telephone.',
      ],
      [
        '> “I was told there was no evidence,” said {person}, {role}. “So we made some.”',
        '> “Nobody had to be hurt first. That is the part I am proud of,” said {person}, {role}.',
      ],
      [
        'The work will cost {money} and is expected to take {few} weeks. Parking for six cars is lost, which {other}, {otherRole}, called a fair price.',
        'The council will pay {money} from its road safety fund. {other}, {otherRole}, asked that the same folder be used for the next crossing on the list.',
      ],
    ],
    captions: ['{street} at the end of the school day.', 'The place on {street} where the crossing will be built.'],
  },
  {
    section: 'town',
    scene: 'harbour',
    titles: [
      'The ferry to {area} is back, and so are the queues',
      'Harbour ferry carries {count} in its first week',
      'Evening sailings return to the harbour after {months} months',
    ],
    standfirsts: [
      'The small green boat saves a half-hour drive. On Saturday it saved rather more people than it had seats for.',
      'Passengers say the timetable is the best thing to happen to Lower Town in years. The crew would like a bigger boat.',
    ],
    paragraphs: [
      [
        'The harbour ferry carried {count} passengers in its first week of evening sailings, the harbour board said, more than in the whole of last February.',
        'By the third sailing there were more people on the slip than places on the boat. Most of them waited, and most of them were cheerful about it.',
      ],
      [
        'The service crosses to {area} every forty minutes until ten at night. It had been cut back {months} months ago, when the second engine failed.',
        'Evening crossings were dropped {months} months ago to save {money}. A grant has now paid for the engine and for a second skipper.',
      ],
      [
        '> “I had forgotten that you could go to the pictures and come home again,” said {person}, {role}.',
        '> “We are a bus that floats,” said {person}, {role}. “Nobody ever wrote a poem about the last bus.”',
      ],
      [
        '{other}, {otherRole}, said the board would look at the figures after {few} weeks and then decide whether the sailings stay for the winter.',
        'The fare stays as it was. {other}, {otherRole}, said a smart card would come “when it works, and not before”.',
      ],
    ],
    captions: ['The ferry leaving the inner harbour.', 'Waiting for the evening sailing at the slip.'],
  },
  {
    section: 'town',
    scene: 'street',
    titles: [
      'The repair café on {street} has mended its {count}th thing',
      'Bring a toaster, leave with a friend: Saturdays on {street}',
      'What {few} volunteers in {area} can do with a soldering iron',
    ],
    standfirsts: [
      'Lamps, radios, zips and one accordion. The queue starts before the kettle is on.',
      'It began with one broken kettle and a retired electrician. Now there is a waiting list, and a rule about chainsaws.',
    ],
    paragraphs: [
      [
        'The repair café in {area} has mended {count} things since it opened, by the reckoning of a large blackboard near the door.',
        'On the first Saturday of the month a former shoe shop on {street} fills with people holding things that do not work.',
      ],
      [
        'About {percent} per cent of what comes in goes home working. The rest is taken apart, so that its owner at least learns why.',
        'Most faults are small: a fuse, a belt, a speck of corrosion. {person}, {role}, keeps a jar of the culprits on the table.',
      ],
      [
        '> “The best sound in the world is somebody saying: was that all it was?” said {person}, {role}.',
        '> “We are not against new things. We are against being told that old things are over,” said {person}, {role}.',
      ],
      [
        'The rent is {money} a year and comes from a tin. {other}, {otherRole}, said the council had offered a longer lease, and the volunteers had asked for a better boiler.',
        'There are {few} regular menders and room for more. Sewing is the skill most wanted; chainsaws are politely declined.',
      ],
    ],
    captions: ['Saturday morning on {street}.', 'The shop on {street} that became a workshop.'],
  },
  {
    section: 'council',
    scene: 'townhall',
    titles: [
      'Council backs {money} flood wall for {area}',
      'Flood wall for {area} passes by {few} votes',
      '{area} flood plan goes ahead, with a gap in it',
    ],
    standfirsts: [
      'The debate lasted four hours. The water, as one councillor noted, has never needed more than one.',
      'Residents wanted a wall, a pump and a promise. They are getting two of the three.',
    ],
    paragraphs: [
      [
        'Councillors voted to build a {money} flood wall along {street}, after a debate that filled the public gallery and the stairs behind it.',
        'A wall will rise along {street} to keep the estuary out of {area}, the council decided, at a cost of {money}.',
      ],
      [
        'The wall will stand a little over a metre above the footpath, with glass panels where it crosses a view that the planning officer called “the reason people live here”.',
        'Engineers told the meeting that {count} homes would be taken out of the yearly risk. Another {few} streets would still depend on sandbags and luck.',
      ],
      [
        '> “We are building for the weather our children will have,” said Cllr {person}.',
        '> “I have carried my mother’s carpet upstairs twice,” Cllr {person} told the chamber. “I am voting for this wall.”',
      ],
      ['## The cost', '## What happens next'],
      [
        'Two thirds of the money comes from the national flood fund. The council will borrow the rest, which adds about {few} euro to the average yearly bill.',
        'Tenders will go out this season. Work is expected to take {months} months, and will stop each year while the terns are nesting.',
      ],
      [
        '{other}, {otherRole}, said the plan left a gap at the old slipway. An officer replied that a gate would be fitted, and that somebody would have to be awake to close it.',
        '{other}, {otherRole}, welcomed the vote but asked who would keep the pumps in fuel once the cameras had gone.',
      ],
    ],
    captions: ['The council chamber on the night of the vote.', 'The town hall, where the gallery was full.'],
  },
  {
    section: 'council',
    scene: 'townhall',
    titles: [
      'Budget: libraries stay open, {street} car park does not',
      'Council finds {money} in its budget, and an argument about it',
      'Where the council’s next {money} will go',
    ],
    standfirsts: [
      'A budget is a list of what matters, the treasurer said. Then councillors spent six hours rewriting it.',
      'The rate goes up by less than feared. The price is paid in parking, grass and one much-loved fountain.',
    ],
    paragraphs: [
      [
        'The council has passed its budget with {few} votes to spare. Both libraries keep their hours, and the car park on {street} becomes a building site.',
        'After six hours and {dozens} amendments, most of them small, the council agreed how to spend its money next year.',
      ],
      [
        'The largest new item is {money} for housing repairs in {area}. The largest cut is to verge mowing, which will be done twice a year instead of seven times.',
        'Spending on home care rises by {percent} per cent. Spending on consultants falls by the same amount, to some applause.',
      ],
      [
        '> “Nobody got what they came for. That usually means it adds up,” said Cllr {person}.',
        '> “It is a budget written with a rubber,” said Cllr {person}, who voted against.',
      ],
      [
        '{other}, {otherRole}, asked why the fountain on Priory Street, dry for {months} months, had cost {money} to maintain. The question was noted.',
        'From the gallery {other}, {otherRole}, asked for the figures in a form that could be opened on an ordinary computer. They were on the website by morning.',
      ],
    ],
    captions: ['Papers waiting for the budget meeting.', 'The town hall on the evening of the budget vote.'],
  },
  {
    section: 'council',
    scene: 'street',
    titles: [
      '{count} homes planned for the old mill at {area}',
      'Plan for {count} homes in {area} is sent back for more trees',
      'Homes at {area}: the plan, the road and the {few} objections',
    ],
    standfirsts: [
      'Everybody agrees the town needs homes. They disagree about a road two buses cannot pass on.',
      'The design won praise, the drainage did not. A second version is due in {few} weeks.',
    ],
    paragraphs: [
      [
        'Plans for {count} homes on the old mill land at {area} went before councillors this week, with {few} formal objections and a much longer list of questions.',
        'The biggest housing plan in {area} for a generation would put {count} homes beside {street}, a third of them for letting at a cost rent.',
      ],
      [
        'The heating would come from the river. The roofs would carry panels. The question of how {count} new cars would get out of {street} in the morning was left for a later drawing.',
        'The developer, a trust that grew out of a credit union, says {percent} per cent of the homes will go to people already on the council’s list.',
      ],
      [
        '> “I want my grown children out of my attic, and I say that with love,” said {person}, {role}.',
        '> “Nobody is against homes. We are against pretending that a lane is a road,” said {person}, {role}.',
      ],
      [
        'The planning committee asked for more trees, a safer junction and a promise about the school. {other}, {otherRole}, said the last of these was not the developer’s to give.',
        'A decision is expected in {months} months. {other}, {otherRole}, asked that it be made on a day when people with jobs can come.',
      ],
    ],
    captions: ['The lane beside the old mill.', '{street}, where the new road would begin.'],
  },
]
