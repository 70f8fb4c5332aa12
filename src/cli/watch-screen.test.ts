import { expect, it } from 'vitest'
import { openWatchScreen } from './watch-screen.js'

it('draws each page over the last one and leaves the terminal as it was', () => {
  let written = ''
  const take = () => {
    const text = written
    written = ''
    return text
  }
  const screen = openWatchScreen({
    rows: 3,
    write(text) {
      written += text
    },
  })
  expect(take()).toBe('\x1b[?1049h\x1b[?25l\x1b[?7l')
  screen.draw('one\ntwo\n')
  expect(take()).toBe('\x1b[Hone\x1b[K\r\ntwo\x1b[K\x1b[J')
  screen.draw('1\n2\n3\n4\n5\n')
  expect(take()).toBe('\x1b[H1\x1b[K\r\n2\x1b[K\r\n… 3 more lines; make the window taller\x1b[K\x1b[J')
  screen.close()
  expect(take()).toBe('\x1b[?7h\x1b[?25h\x1b[?1049l')
  screen.close()
  screen.draw('late')
  expect(take()).toBe('')
})

it('takes a terminal that does not know its height for one of 24 lines', () => {
  const written: string[] = []
  const screen = openWatchScreen({ rows: 0, write: (text) => written.push(text) })
  screen.draw('line\n'.repeat(30))
  expect(written.at(-1)?.split('\r\n')).toHaveLength(24)
  expect(written.at(-1)).toContain('… 7 more lines')
})
