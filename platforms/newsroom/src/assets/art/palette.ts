/** The colours of one drawing: few, and printed flat, like an old poster. */
export interface Palette {
  skyTop: string
  skyLow: string
  sun: string
  far: string
  middle: string
  near: string
  dark: string
  light: string
  accent: string
  /** Masonry: stands out from both sky and water. */
  stone: string
}

export const palettes: readonly Palette[] = [
  {
    skyTop: '#f0d9b5',
    skyLow: '#f7ecd8',
    sun: '#e8a15b',
    far: '#b9c4bd',
    middle: '#7f9a98',
    near: '#3f6670',
    dark: '#1f3640',
    light: '#fbf4e6',
    accent: '#b4452f',
    stone: '#d8b98c',
  },
  {
    skyTop: '#a9c6cf',
    skyLow: '#e6ece4',
    sun: '#f4e3b0',
    far: '#9db3b1',
    middle: '#64878a',
    near: '#2f5560',
    dark: '#1a2f38',
    light: '#f7f5ec',
    accent: '#c2633b',
    stone: '#cfd3c4',
  },
  {
    skyTop: '#35506b',
    skyLow: '#c98f6f',
    sun: '#f2c57c',
    far: '#5d6c7f',
    middle: '#40536a',
    near: '#26384d',
    dark: '#131f2d',
    light: '#f6e6c8',
    accent: '#d9793f',
    stone: '#8f8a8c',
  },
  {
    skyTop: '#cfd4cf',
    skyLow: '#eceae0',
    sun: '#ffffff',
    far: '#b4bcb6',
    middle: '#8b9a93',
    near: '#566a66',
    dark: '#2b3836',
    light: '#f6f4ec',
    accent: '#8d3a34',
    stone: '#a9a497',
  },
  {
    skyTop: '#e7b9a0',
    skyLow: '#f6e0c6',
    sun: '#d9694a',
    far: '#c69c92',
    middle: '#8d6f78',
    near: '#4f4a5c',
    dark: '#272636',
    light: '#fbefdd',
    accent: '#a63d2f',
    stone: '#d9b3a0',
  },
]
