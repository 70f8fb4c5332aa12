import type { Random } from '../../seed/random.js'
import type { Scene } from '../../seed/story.js'
import type { Palette } from './palette.js'
import { circle, height, hills, path, person, polygon, rect, sky, tree, water, width } from './shapes.js'

type DrawScene = (random: Random, palette: Palette) => string

const harbour: DrawScene = (random, p) => {
  const light = random.between(640, 840)
  const boats = Array.from({ length: random.between(3, 5) }, (_, index) => {
    const y = 430 + index * 34
    return boat(random.between(60, 760), y, 0.6 + (y - 400) / 220, index % 2 ? p.accent : p.light, p)
  })
  return (
    sky(p, random) +
    hills(random, 350, 90, p.far) +
    water(random, 360, p) +
    path(`M${light - 210} 372L${light + 30} 346L${width} 346L${width} 392L${light - 200} 392Z`, `fill="${p.near}"`) +
    polygon(
      [
        [light - 18, 348],
        [light - 12, 232],
        [light + 12, 232],
        [light + 18, 348],
      ],
      p.light,
    ) +
    rect(light - 15, 276, 30, 26, p.accent) +
    rect(light - 17, 226, 34, 7, p.dark) +
    rect(light - 9, 202, 18, 24, p.sun) +
    polygon(
      [
        [light - 15, 202],
        [light, 184],
        [light + 15, 202],
      ],
      p.dark,
    ) +
    boats.join('')
  )
}

function boat(x: number, y: number, scale: number, hull: string, p: Palette): string {
  const s = (value: number) => value * scale
  return (
    path(`M${x} ${y}L${x + s(120)} ${y}L${x + s(100)} ${y + s(28)}L${x + s(16)} ${y + s(28)}Z`, `fill="${hull}"`) +
    rect(x + s(6), y, s(110), s(6), p.dark) +
    rect(x + s(56), y - s(104), s(4), s(104), p.dark) +
    polygon(
      [
        [x + s(64), y - s(98)],
        [x + s(64), y - s(12)],
        [x + s(112), y - s(12)],
      ],
      p.light,
    ) +
    polygon(
      [
        [x + s(52), y - s(84)],
        [x + s(52), y - s(12)],
        [x + s(20), y - s(12)],
      ],
      p.skyLow,
    ) +
    rect(x + s(8), y + s(31), s(100), s(4), p.dark, ' opacity=".25" rx="2"')
  )
}

const townhall: DrawScene = (random, p) => {
  const columns = [300, 380, 460, 540, 620].map(
    (x) => rect(x, 306, 34, 184, p.light) + rect(x - 6, 298, 46, 10, p.skyLow) + rect(x - 6, 488, 46, 10, p.skyLow),
  )
  const windows = [96, 160, 740, 804].map((x) => rect(x, 350, 40, 84, p.dark) + rect(x + 18, 350, 4, 84, p.far))
  return (
    sky(p, random) +
    hills(random, 430, 70, p.far) +
    rect(60, 310, 840, 200, p.middle) +
    rect(60, 300, 840, 14, p.near) +
    windows.join('') +
    rect(270, 290, 416, 220, p.near) +
    columns.join('') +
    polygon(
      [
        [250, 292],
        [478, 204],
        [706, 292],
      ],
      p.light,
    ) +
    polygon(
      [
        [296, 282],
        [478, 214],
        [660, 282],
      ],
      p.middle,
    ) +
    rect(446, 126, 64, 92, p.light) +
    circle(478, 168, 22, p.dark) +
    path('M478 168L478 153M478 168L489 173', `stroke="${p.light}" stroke-width="4" stroke-linecap="round"`) +
    polygon(
      [
        [438, 128],
        [478, 92],
        [518, 128],
      ],
      p.accent,
    ) +
    rect(476, 44, 4, 50, p.dark) +
    polygon(
      [
        [480, 46],
        [480 + random.between(46, 64), 58],
        [480, 72],
      ],
      p.accent,
    ) +
    polygon(
      [
        [230, 510],
        [726, 510],
        [770, 548],
        [186, 548],
      ],
      p.skyLow,
    ) +
    rect(0, 546, width, 54, p.dark) +
    crowd(random, 8, 556, 54, p)
  )
}

function crowd(random: Random, count: number, y: number, size: number, p: Palette): string {
  return Array.from({ length: count }, () => {
    const fill = random.pick([p.dark, p.near, p.accent])
    return person(random.between(30, 930), y + random.between(-6, 26), size + random.between(-8, 10), fill)
  }).join('')
}

const street: DrawScene = (random, p) => {
  const walls = [p.light, p.skyTop, p.far, p.accent, p.middle, p.sun]
  let x = -20
  let houses = ''
  while (x < width) {
    const w = random.between(112, 164)
    const h = random.between(210, 320)
    houses += house(random, x, 520 - h, w, h, random.pick(walls), p)
    x += w
  }
  return (
    sky(p, random) +
    hills(random, 300, 80, p.far) +
    houses +
    rect(0, 516, width, 16, p.far) +
    rect(0, 530, width, 70, p.dark) +
    Array.from({ length: 9 }, (_, index) => rect(index * 120 - 30, 566, 60, 5, p.light, ' opacity=".5"')).join('') +
    crowd(random, 6, 530, 62, p)
  )
}

function house(random: Random, x: number, y: number, w: number, h: number, wall: string, p: Palette): string {
  const roof = random.chance(0.5)
    ? polygon(
        [
          [x - 4, y],
          [x + w / 2, y - 54],
          [x + w + 4, y],
        ],
        p.near,
      )
    : rect(x - 2, y - 12, w + 4, 14, p.near)
  const floors = Math.floor((h - 96) / 68)
  const windows = Array.from({ length: floors * 2 }, (_, index) => {
    const wx = x + w * (index % 2 ? 0.6 : 0.16)
    const wy = y + 22 + Math.floor(index / 2) * 68
    return (
      rect(wx, wy, w * 0.24, 42, random.chance(0.3) ? p.sun : p.dark) + rect(wx - 3, wy + 42, w * 0.24 + 6, 5, p.skyLow)
    )
  })
  const shop = random.chance(0.6)
  const ground = shop
    ? rect(x + 10, y + h - 78, w - 20, 78, p.dark) +
      rect(x + 16, y + h - 62, w * 0.5, 46, p.skyLow) +
      rect(x + 6, y + h - 86, w - 12, 18, p.accent)
    : rect(x + w * 0.4, y + h - 72, w * 0.22, 72, p.near) + rect(x + w * 0.1, y + h - 66, w * 0.22, 40, p.dark)
  return rect(x, y, w + 1, h, wall) + roof + windows.join('') + ground
}

const school: DrawScene = (random, p) => {
  const windows = Array.from({ length: 7 }, (_, index) => {
    const x = 236 + index * 88
    return rect(x, 330, 60, 110, p.skyLow) + rect(x + 28, 330, 4, 110, p.near) + rect(x, 380, 60, 4, p.near)
  })
  return (
    sky(p, random) +
    hills(random, 420, 110, p.far) +
    rect(190, 290, 680, 210, p.light) +
    polygon(
      [
        [170, 292],
        [230, 214],
        [830, 214],
        [890, 292],
      ],
      p.accent,
    ) +
    Array.from({ length: 5 }, (_, index) =>
      rect(260 + index * 120, 238, 66, 30, p.dark, ' opacity=".35" transform="skewX(0)"'),
    ).join('') +
    windows.join('') +
    rect(500, 190, 44, 26, p.near) +
    rect(0, 498, width, 102, p.far) +
    path('M60 600Q300 500 480 500Q660 500 900 600Z', `fill="${p.skyLow}"`) +
    tree(random.between(90, 150), 530, 250, p.near, p.dark) +
    tree(random.between(30, 70), 560, 180, p.middle, p.dark) +
    crowd(random, 9, 556, 50, p)
  )
}

const wetland: DrawScene = (random, p) => {
  const channels = `M420 600Q${random.between(380, 560)} 520 ${random.between(300, 620)} 470Q${random.between(420, 700)} 430 ${random.between(480, 600)} 400L${random.between(610, 650)} 400Q740 440 640 480Q560 530 640 600Z`
  const reeds = Array.from({ length: 46 }, () => {
    const x = random.chance(0.5) ? random.between(-10, 300) : random.between(700, 970)
    const tall = random.between(70, 190)
    return path(
      `M${x} 600q${random.between(-14, 14)} ${-tall / 2} ${random.between(-26, 26)} ${-tall}`,
      `stroke="${random.pick([p.dark, p.near, p.accent])}" stroke-width="5" fill="none" stroke-linecap="round"`,
    )
  })
  const birds = Array.from({ length: random.between(12, 22) }, () => {
    const x = random.between(180, 860)
    const y = random.between(90, 300)
    const s = random.between(8, 18)
    return path(
      `M${x - s} ${y - s * 0.5}Q${x - s * 0.4} ${y - s * 0.6} ${x} ${y}Q${x + s * 0.4} ${y - s * 0.6} ${x + s} ${y - s * 0.4}`,
      `stroke="${p.dark}" stroke-width="3.5" fill="none" stroke-linecap="round"`,
    )
  })
  return (
    sky(p, random) +
    hills(random, 370, 60, p.far) +
    rect(0, 384, width, 216, p.middle) +
    hills(random, 470, 40, p.near) +
    path(channels, `fill="${p.skyLow}"`) +
    birds.join('') +
    reeds.join('')
  )
}

const hospital: DrawScene = (random, p) => {
  const rows = Array.from({ length: 4 }, (_, row) =>
    Array.from({ length: 11 }, (__, column) => {
      const lit = random.chance(0.42)
      return rect(236 + column * 54, 206 + row * 62, 34, 36, lit ? p.sun : p.dark, lit ? '' : ' opacity=".7"')
    }).join(''),
  )
  return (
    sky(p, random) +
    hills(random, 420, 90, p.far) +
    rect(210, 176, 620, 320, p.light) +
    rect(210, 166, 620, 14, p.near) +
    rect(90, 320, 130, 176, p.skyTop) +
    rect(84, 312, 140, 12, p.near) +
    rows.join('') +
    rect(452, 420, 136, 78, p.near) +
    rect(466, 436, 50, 62, p.skyLow) +
    rect(524, 436, 50, 62, p.skyLow) +
    rect(430, 408, 180, 16, p.accent) +
    rect(134, 350, 42, 14, p.accent) +
    rect(148, 336, 14, 42, p.accent) +
    rect(0, 494, width, 106, p.near) +
    rect(0, 494, width, 8, p.far) +
    tree(60, 520, 200, p.middle, p.dark) +
    tree(890, 530, 230, p.middle, p.dark) +
    crowd(random, 5, 560, 56, p)
  )
}

const pitch: DrawScene = (random, p) => {
  const stripes = Array.from({ length: 6 }, (_, index) => {
    const left = -160 + index * 214
    return polygon(
      [
        [280 + index * 68, 350],
        [314 + index * 68, 350],
        [left + 107, 600],
        [left, 600],
      ],
      p.middle,
    )
  })
  return (
    sky(p, random) +
    hills(random, 330, 120, p.far) +
    rect(0, 340, width, 14, p.near) +
    rect(0, 350, width, 250, p.near) +
    stripes.join('') +
    path('M-40 560L1000 560M300 356L660 356', `stroke="${p.light}" stroke-width="5"`) +
    path('M350 356L330 404L630 404L610 356', `stroke="${p.light}" stroke-width="4" fill="none"`) +
    path('M408 352V286H552V352', `stroke="${p.light}" stroke-width="8" fill="none"`) +
    path(
      'M420 290L428 344M452 290L456 344M480 290V344M508 290L504 344M540 290L532 344M410 306H550M412 324H548',
      `stroke="${p.light}" stroke-width="1.5" opacity=".6"`,
    ) +
    Array.from({ length: 9 }, (_, index) => {
      const y = random.between(400, 575)
      return person(random.between(60, 900), y, 26 + (y - 350) * 0.24, index % 2 ? p.accent : p.light)
    }).join('') +
    circle(random.between(300, 700), random.between(430, 540), 8, p.light)
  )
}

const stage: DrawScene = (random, p) => {
  const fold = (x: number, w: number) =>
    Array.from({ length: 5 }, (_, index) => rect(x + (index * w) / 5, 0, w / 10, 520, p.dark, ' opacity=".28"')).join(
      '',
    )
  const heads = Array.from({ length: 15 }, (_, index) =>
    circle(index * 68 + random.between(-8, 8), 590 + random.between(-8, 8), 32, p.dark),
  )
  return (
    rect(0, 0, width, height, p.dark) +
    rect(150, 40, 660, 440, p.near) +
    polygon(
      [
        [300, 40],
        [340, 40],
        [560, 480],
        [200, 480],
      ],
      p.sun,
      ' opacity=".3"',
    ) +
    polygon(
      [
        [640, 40],
        [680, 40],
        [780, 480],
        [420, 480],
      ],
      p.sun,
      ' opacity=".3"',
    ) +
    circle(random.between(380, 580), 190, 64, p.far) +
    hills(random, 450, 90, p.middle) +
    rect(0, 470, width, 130, p.accent) +
    rect(0, 470, width, 12, p.skyTop) +
    rect(0, 0, 190, 520, p.accent) +
    rect(770, 0, 190, 520, p.accent) +
    fold(0, 190) +
    fold(770, 190) +
    path(`M0 0H${width}V70Q840 118 720 70Q600 118 480 70Q360 118 240 70Q120 118 0 70Z`, `fill="${p.accent}"`) +
    path(
      'M0 70Q120 118 240 70Q360 118 480 70Q600 118 720 70Q840 118 960 70',
      `stroke="${p.sun}" stroke-width="6" fill="none"`,
    ) +
    person(random.between(330, 430), 474, 130, p.light) +
    person(random.between(520, 640), 474, 118, p.light) +
    heads.join('')
  )
}

const network: DrawScene = (random, p) => {
  const lines = Array.from({ length: 190 }, () => {
    const y = random.between(-60, 660)
    const end = 60 + random.next() * 480
    const reach = random.between(520, 604)
    return path(
      `M-10 ${y}C${reach * 0.45} ${y} ${reach * 0.6} ${end.toFixed(0)} ${reach} ${end.toFixed(0)}`,
      `stroke="${random.pick(['#5b7c93', '#3f5d75', '#86a3b3', '#c2633b'])}" stroke-width="1.6" fill="none" opacity=".6"`,
    )
  })
  const through = Array.from({ length: 9 }, (_, index) => {
    const y = 40 + index * 64
    return path(
      `M-10 ${y}C300 ${y} 430 ${272 + index * 13} 622 ${272 + index * 13}H940`,
      'stroke="#f2c57c" stroke-width="3.5" fill="none"',
    )
  })
  return (
    rect(0, 0, width, height, '#14222f') +
    lines.join('') +
    rect(610, 0, 60, height, '#0b141c') +
    rect(610, 0, 6, height, '#2b4256') +
    polygon(
      [
        [610, 240],
        [670, 240],
        [670, 410],
        [610, 410],
      ],
      p.sun,
    ) +
    polygon(
      [
        [670, 240],
        [960, 170],
        [960, 600],
        [670, 410],
      ],
      '#f2c57c',
      ' opacity=".35"',
    ) +
    through.join('') +
    person(770, 470, 150, '#f6e6c8') +
    person(840, 500, 176, '#d9793f') +
    person(905, 480, 150, '#f6e6c8')
  )
}

const bridge: DrawScene = (random, p) => {
  const arches = [70, 236, 402, 568, 734].map((x) =>
    path(`M${x} 470V398A78 84 0 0 1 ${x + 156} 398V470Z`, `fill="${p.middle}"`),
  )
  const courses = Array.from({ length: 40 }, () =>
    rect(random.between(0, 930), random.pick([292, 310, 328]), random.between(18, 40), 9, p.near, ' opacity=".22"'),
  )
  return (
    sky(p, random) +
    hills(random, 330, 110, p.far) +
    water(random, 420, p) +
    path(`M-10 300Q480 226 970 300V470H-10Z`, `fill="${p.stone}"`) +
    path(`M-10 300Q480 226 970 300`, `stroke="${p.dark}" stroke-width="12" fill="none"`) +
    courses.join('') +
    arches.join('') +
    [70, 236, 402, 568, 734]
      .map((x) =>
        path(`M${x} 470V398A78 84 0 0 1 ${x + 156} 398V470`, `stroke="${p.dark}" stroke-width="7" fill="none"`),
      )
      .join('') +
    rect(0, 468, width, 6, p.light, ' opacity=".5"') +
    Array.from({ length: 8 }, (_, index) => {
      const x = 90 + index * 108 + random.between(-30, 30)
      return person(x, 300 - 36 * (1 - ((x - 480) / 490) ** 2), 54, random.pick([p.dark, p.accent, p.near]))
    }).join('')
  )
}

const drawings = new Map<string, DrawScene>(
  Object.entries({
    harbour,
    townhall,
    street,
    school,
    wetland,
    hospital,
    pitch,
    stage,
    network,
    bridge,
  } satisfies Record<Scene, DrawScene>),
)

export function findDrawing(scene: string): DrawScene | undefined {
  return drawings.get(scene)
}
