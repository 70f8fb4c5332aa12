export const SECTIONS = [
  { id: 'town', name: 'Town', blurb: 'What happens between the Weir and the harbour wall.' },
  { id: 'council', name: 'Council', blurb: 'Decisions, budgets and the people who make them.' },
  { id: 'business', name: 'Business', blurb: 'Shops, boats, workshops and the money that keeps them going.' },
  { id: 'schools', name: 'Schools', blurb: 'Classrooms, buses, exams and the long road to a new roof.' },
  { id: 'coast', name: 'Coast', blurb: 'The estuary, the weather and everything that lives by them.' },
  { id: 'health', name: 'Health', blurb: 'Surgeries, the hospital and staying well.' },
  { id: 'sport', name: 'Sport', blurb: 'Results, fixtures and arguments about both.' },
  { id: 'arts', name: 'Arts', blurb: 'Music, theatre, books and the Saturday market of ideas.' },
] as const

export type SectionId = (typeof SECTIONS)[number]['id']

export function sectionName(id: string): string {
  return SECTIONS.find((section) => section.id === id)?.name ?? 'News'
}

export function isSection(id: string): id is SectionId {
  return SECTIONS.some((section) => section.id === id)
}
