import type { Story } from './story.js'

export const businessAndSchoolStories: readonly Story[] = [
  {
    section: 'business',
    scene: 'harbour',
    titles: [
      '{firm} takes on {few} apprentices, and could house none of them',
      'Wanted at {firm}: {few} people who like cold mornings',
      '{firm} to double its workshop on {street}',
    ],
    standfirsts: [
      'The order book is full until next year. The difficulty is finding hands, and somewhere for them to live.',
      'One advertisement in a shop window brought {dozens} applications. The owner read every one at the kitchen table.',
    ],
    paragraphs: [
      [
        '{firm} will take on {few} apprentices this season, its largest intake since it opened on {street}.',
        'There were {dozens} applications for {few} places at {firm}, most of them from people under twenty who want to stay in Dunmarrow.',
      ],
      [
        'The firm turned over {money} last year, about {percent} per cent more than the year before, and says it has refused work for want of space.',
        'The apprentices are paid from the first day and spend one week in four at the technical college. After {months} months they choose a trade.',
      ],
      [
        '> “I can teach anybody to plane a board,” said {person}, {role}. “I cannot teach them to turn up.”',
        '> “We stopped asking for experience and started asking for curiosity,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, said the town needed rooms to rent as much as it needed jobs. Two of last year’s apprentices live on a boat.',
        'A planning notice for the larger workshop is on the gate. {other}, {otherRole}, has asked for quieter extraction fans, and has been promised them.',
      ],
    ],
    captions: ['Early morning in the harbour, seen from the workshop.', 'The slip beside {street}.'],
  },
  {
    section: 'business',
    scene: 'street',
    titles: [
      '{street} has {few} empty shops left, down from {dozens}',
      'How {street} filled its windows again',
      'Cheap rents, short leases: the {street} experiment after {months} months',
    ],
    standfirsts: [
      'Landlords agreed to three-month leases at a low rent. Most of the tenants stayed.',
      'A knitwear shop, a dentist, a place that sells only soup. Nobody planned it, which may be why it works.',
    ],
    paragraphs: [
      [
        'Only {few} shops on {street} stand empty, the traders’ association counted this week. {months} months ago a third of them did.',
        'The experiment was simple: three-month leases, one page long, at a quarter of the usual rent. {months} months later {street} is nearly full.',
      ],
      [
        'The council paid {money} for shutters to be removed and windows to be lit. Footfall has risen by {percent} per cent, by a counter on the lamp post that some residents would like taken down.',
        'Not every shop lasted. A seller of board games moved online, and a barber moved to somewhere with parking.',
      ],
      [
        '> “If it fails in three months you have lost a summer, not a house,” said {person}, {role}.',
        '> “People come for the soup and then they remember that they need a key cut,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, said the test would be January. “Anybody can sell things in December.”',
        'A scheme of the same kind is planned for Lower Bridge Street. {other}, {otherRole}, has asked that the lamp-post counter stay where it is.',
      ],
    ],
    captions: ['{street} on a Saturday.', 'New tenants on {street}.'],
  },
  {
    section: 'business',
    scene: 'harbour',
    titles: [
      'A good year for oysters, and a clean one for the estuary',
      'Fuel, ice and paperwork: a week with the {area} boats',
      'Landings at the harbour up {percent} per cent',
    ],
    standfirsts: [
      'The water has been clean for {months} months in a row. The growers would like you to know why.',
      'The catch is better, the price is not. In between stands an ice machine bought in another century.',
    ],
    paragraphs: [
      [
        'Landings at Dunmarrow rose by {percent} per cent over the year, the harbour board’s books show, with shellfish making up most of the difference.',
        'By five in the morning there were {few} boats at the ice machine, and one mechanic inside it.',
      ],
      [
        'Growers put it down to the new treatment works, which has kept the estuary at the top grade for {months} months.',
        'A new ice plant would cost {money}. The board has half of it, and a letter that may turn into the other half.',
      ],
      [
        '> “We sell the estuary. If the estuary is dirty we have nothing in the shop,” said {person}, {role}.',
        '> “I spend one day fishing for every day I spend filling in forms about it,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, said young people were coming back to the boats, slowly, and that {few} had sat their tickets this winter.',
        'Most of the catch still leaves by lorry before breakfast. {other}, {otherRole}, wants a stall on Quay Street where people can buy it.',
      ],
    ],
    captions: ['The fishing quay at first light.', 'Boats waiting for ice.'],
  },
  {
    section: 'schools',
    scene: 'school',
    titles: [
      '{school} gets its new roof after {months} months of buckets',
      'Leaks, tarpaulin and a school play: the roof at {school}',
      '{money} for {school}, where pupils learned to step over puddles',
    ],
    standfirsts: [
      'The children named the leaks. The department has now found the money to stop them.',
      'Builders arrive in the holidays. The buckets will be kept, for the school garden.',
    ],
    paragraphs: [
      [
        '{school} will have a new roof by the autumn, its principal told parents, after {months} months in which {few} classrooms had to be emptied whenever it rained.',
        'The department has approved {money} to replace the roof of {school}, which has leaked since before most of its pupils were born.',
      ],
      [
        'Pupils kept a chart of the drips by the science room. The worst of them filled a bucket in {few} minutes.',
        'About {count} pupils will be taught in the parish hall for {few} weeks while the slates come off.',
      ],
      [
        '> “They gave the leaks names. I drew the line at birthday parties,” said {person}, {role}.',
        '> “You can teach under an umbrella, but you should not have to,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, thanked the volunteers who had gone up with tarpaulin in two storms, and asked them never to do it again.',
        'Solar panels will be fitted at the same time. {other}, {otherRole}, said they should save the school {percent} per cent of its electricity.',
      ],
    ],
    captions: ['The yard of {school}.', '{school}, with the old slates still on.'],
  },
  {
    section: 'schools',
    scene: 'school',
    titles: [
      'School bus for {area} is saved, with {few} seats to spare',
      '{dozens} pupils, one bus: the {area} timetable problem',
      'Parents in {area} run their own school bus for a week',
    ],
    standfirsts: [
      'A clerk counted the children twice and the seats once. Parents counted again.',
      'It left at ten to eight every morning, driven by a retired lorry driver, and it was never late.',
    ],
    paragraphs: [
      [
        'The bus that takes {dozens} pupils from {area} to {school} will run again after the holidays, following a fortnight of letters, meetings and one hired minibus.',
        'For a week parents in {area} drove their own bus to {school}, to show that the road was safe and the demand was real.',
      ],
      [
        'The route had been cut because too few pupils lived far enough away, measured in a straight line. The straight line crosses the estuary.',
        'Transport officers have agreed to measure the distance by road. That puts {few} more families over the limit, and the bus back on it.',
      ],
      [
        '> “My daughter is eleven. She is not a cormorant,” said {person}, {role}.',
        '> “We were told to use public transport. We asked which,” said {person}, {role}.',
      ],
      [
        'The service costs {money} a year. {other}, {otherRole}, said the new count would be used for every route in the county.',
        '{other}, {otherRole}, promised that next year’s seats would be counted before the summer, and not by post.',
      ],
    ],
    captions: ['The gate of {school} at ten to nine.', 'The turning circle outside {school}.'],
  },
  {
    section: 'schools',
    scene: 'school',
    titles: [
      'Pupils at {school} build a weather station, and beat the forecast',
      'The weather by {school}: right on {percent} more days than the county',
    ],
    standfirsts: [
      'It was made from jam jars, a bicycle wheel and a great deal of patience. The harbour master now rings up.',
      'They rebuilt it four times. The second version caught fire, gently, during assembly.',
    ],
    paragraphs: [
      [
        'The pupils of {school} have measured wind and rain for {months} months, with instruments they made themselves. On most days they did better than the national forecast for the harbour.',
        'A weather station built by {few} pupils of {school} now has {count} readers on an ordinary morning.',
      ],
      [
        'The rain gauge is a jam jar, the wind gauge a bicycle wheel with cups. The numbers go to a page that anybody may read.',
      ],
      [
        '> “The forecast is for the county. We only have to be right about one hill,” said pupil {person}.',
        '> “I told them it would not work. I have apologised,” said {person}, {role}.',
      ],
      [
        'A grant of {money} will pay for stations at two more schools, so that they can disagree. {other}, {otherRole}, said the design was free for anybody to copy.',
      ],
    ],
    captions: ['The roof of {school}, where the wheel turns.', '{school} on a windy morning.'],
  },
  {
    section: 'schools',
    scene: 'school',
    titles: [
      '{school} wins the county science prize with a sorting machine',
      'The machine from {school} that sorts the town’s recycling',
    ],
    standfirsts: [
      'Judges said it was the only entry that had been dropped, mended and improved in front of them.',
      'It tells a tin from a bottle by the sound. Getting it to stop humming took a term.',
    ],
    paragraphs: [
      [
        'A project by {few} pupils of {school} has won the county science prize, and {money} for the school’s workshop.',
        'A machine that sorts tins from bottles by their sound has won the county science prize for {school}.',
      ],
      [
        'It listens to each thing as it falls, and pushes it left or right with a wooden arm. On its best day it made {few} mistakes in {count} things, its makers say, and they have the notebook.',
        'It can sort {count} things an hour. On the day of the judging it sorted a judge’s telephone.',
      ],
      [
        '> “We learned more when it broke than when it worked,” said pupil {person}.',
        '> “There is a bolt in it from every family in the class,” said {person}, {role}.',
      ],
      [
        '{other}, {otherRole}, has offered to try it at the depot for {few} weeks. The pupils have asked to be paid in tins.',
      ],
    ],
    captions: ['The workshop of {school}.', '{school}, where the prize will hang in the corridor.'],
  },
  {
    section: 'business',
    scene: 'street',
    titles: [
      '{firm} moves to a four-day week, and keeps it',
      'After {months} months of four-day weeks, {firm} looks at the figures',
    ],
    standfirsts: [
      'Sales are up, sick days are down, and Fridays are very quiet on {street}.',
      'The owner thought it would last a month. The staff bet on a year. The staff won.',
    ],
    paragraphs: [
      [
        '{firm} has made its four-day week permanent, after {months} months in which, its owner says, less was more.',
        'On Fridays the blinds are down at {firm}. On every other day, the books show, more is done than before.',
      ],
      [
        'Pay stayed the same. Sick days fell by {percent} per cent, and the firm turned over {money}, slightly more than in the year before.',
      ],
      [
        '> “The fifth day was mostly meetings about the other four,” said {person}, {role}.',
        '> “I have met my children. They are quite funny,” said {person}, {role}.',
      ],
      [
        'Customers grumbled for a fortnight and then planned around it. {other}, {otherRole}, said {few} other firms in {area} had asked for the figures.',
        '{other}, {otherRole}, warned that it would not suit a shop or a ward. The firm agrees.',
      ],
    ],
    captions: ['{street} on a Friday.', 'The workshop on {street}, closed for the day.'],
  },
]
