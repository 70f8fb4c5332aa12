export const site = {
  name: 'The Dunmarrow Courier',
  shortName: 'Courier',
  tagline: 'The town’s newspaper since 1872',
  language: 'en-IE',
} as const
