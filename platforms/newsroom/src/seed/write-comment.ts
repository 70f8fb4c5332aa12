import { fill, personName, type Slots } from './fill-story.js'
import type { Random } from './random.js'

const openings = [
  'I was there and it was exactly as described.',
  'Well said.',
  'I am not sure about this.',
  'Good reporting, thank you.',
  'My neighbour told me about this a week ago.',
  'About time.',
  'I read this twice.',
  'With respect, that is not the whole story.',
  'As somebody who lives near {street}, I have a view.',
  'Has anybody asked the people of {area}?',
  'I used to work with {person}.',
  'The photograph does not do it justice.',
  'I was against it, and I have changed my mind.',
  'I was for it, and I am less sure now.',
  'This is the sort of story I buy the paper for.',
  'Nobody asked me, but here it is.',
  'Long-time reader, first comment.',
  'The headline is kinder than I would have been.',
  'Fair play to everybody involved.',
  'Not for the first time.',
]

const middles = [
  'The bus is the real problem, and it always has been.',
  'We said the same at the meeting in {venue} and it is not in the minutes.',
  'If {money} can be found for this, it can be found for the footpath on {street}.',
  'It took {months} months longer than promised.',
  'My mother is eighty-four and she managed it without any bother.',
  'Somebody should look at how it is done in {opponent}.',
  'The council has a folder for this. I have seen the folder.',
  'You can see the difference from the harbour wall on a clear day.',
  'The children at {school} understood it faster than the adults did.',
  'I counted {count} of them on Sunday and then I lost count.',
  'The old way was not better, it was only older.',
  'I would pay a little more if I thought that it would be spent on this.',
  'There was a time when you could walk from {area} to the quay without meeting a car.',
  'What happens in the winter is the question.',
  'A bench would help. A bench always helps.',
  'I wrote to them and had an answer within a week, which surprised me.',
  'The figures look right to me, and I do figures for a living.',
  'It would cost less to do it properly the first time.',
  'The traders will come round, as they did over {street}.',
  'Nobody mentions the noise.',
  'Nobody mentions the terns.',
  'If you go early there is no queue at all.',
  'It floods there every second January and everybody knows it.',
  'I have no complaint about the staff, who were kindness itself.',
  'The lights on the bridge were the same argument, thirty years ago.',
]

const endings = [
  'See you all at the next meeting.',
  'I would like to hear from the engineer.',
  'That is all.',
  'Somebody had to say it.',
  'I hope I am wrong.',
  'Let us see in {months} months.',
  'Congratulations to {club}, while I am here.',
  'More of this, please.',
  'I will be keeping the cutting.',
  'Happy to be corrected.',
  'The soup at {firm} remains excellent.',
  'Vote, everybody.',
  'Could the Courier follow this up?',
  'Mind yourselves on the bridge.',
  '',
]

const aboutTheAttack = [
  'The donation page worked for me at the height of it.',
  'I waited a few minutes for the canvassing form and then it went through.',
  'Whoever they are, they have done the party no harm with me.',
  'Could this happen to the paper as well?',
  'Slowing the comments to keep the rest open seems right to me, even if I am saying it in a comment.',
  'I do not vote for them, but I want to be able to read what they stand for.',
  'Publish the checks, as they promised.',
  'Reported to the National Cyber Security Centre the same day, which is how it should be done.',
  'An attack like this is a crowd of stolen machines. Update your routers.',
  'My phone bank was slow until lunch and then it flew.',
]

const aboutTheBridge = [
  'I have crossed that bridge every day for forty years and I will walk across it gladly.',
  'Four miles for a stamp is an exaggeration. It is three and a half.',
  'The ambulance service settles it for me.',
  'Close it and the shops on Lower Bridge Street will close as well.',
  'One lane with lights would have pleased nobody and worked.',
  'Sixty more years or six. I know which one I want for my grandchildren.',
  'Put the counters up and let us argue about numbers.',
  'The bus was on time this morning for the first time since I moved here.',
  'What about people who cannot walk or cycle?',
  'A trial is a trial. We can open it again.',
  'I met three neighbours on the bridge yesterday. That never happened in the car.',
  'Kilmarrow pays rates too.',
  'The barriers are ugly. The bridge is not.',
  'The benches were a lovely thought, whoever you are.',
]

const own = new Map<string, readonly string[]>([
  ['civic-alliance-platforms-flooded-security-held', aboutTheAttack],
  ['old-bridge-closed-to-cars-trial', aboutTheBridge],
])

/** One reader's comment below an article. */
export function writeComment(random: Random, articleSlug: string, slots: Slots): { author: string; body: string } {
  const particular = own.get(articleSlug)
  const parts = particular ? random.sample(particular, random.between(1, 2)) : [random.pick(openings)]
  if (random.chance(particular ? 0.4 : 0.85)) parts.push(...random.sample(middles, random.between(1, 3)))
  const ending = random.pick(endings)
  const text = parts.map((part) => fill(part, slots)).join(' ')
  const body = random.chance(0.5) && ending ? `${text}${random.chance(0.3) ? '\n\n' : ' '}${fill(ending, slots)}` : text
  return { author: commenterName(random), body }
}

function commenterName(random: Random): string {
  const name = personName(random)
  const [first = name, last = ''] = name.split(' ')
  return random.pick([name, first, `${first} ${last.charAt(0)}.`, `${first} from Dunmarrow`, name])
}
