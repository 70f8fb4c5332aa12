import { describe, expect, it } from 'vitest'
import { writeRunFile } from '../config/run-file.js'
import { consoleOnTheWire, runInfo, sendJson, TOKEN } from './console-on-the-wire.test-support.js'
import { formatStatus } from './format-status.js'
import { runCli } from './run-cli.test-support.js'
import { STRAINED } from './status-samples.test-support.js'
import { terminalStyle } from './terminal-style.js'

const PAGE = formatStatus(STRAINED, terminalStyle(false))

describe('holdfast status', () => {
  it('asks the console once and prints the page, without colours into a pipe', async () => {
    const { requests, dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 200, STRAINED))
    expect(await runCli('status', '--data-dir', dataDir)).toEqual({ code: 0, out: PAGE, err: '' })
    expect(requests).toEqual([
      { method: 'GET', path: '/api/status', authorization: `Bearer ${TOKEN}`, body: undefined },
    ])
  })

  it('prints the answer itself for a program', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 200, STRAINED))
    const { out } = await runCli('status', '--json', '--data-dir', dataDir)
    expect(JSON.parse(out)).toEqual(STRAINED)
  })

  it('refreshes until it is stopped', async () => {
    const { requests, dataDir } = await consoleOnTheWire((_, response) => {
      sendJson(response, 200, STRAINED)
      // The signal comes while the first page is on its way: that page is still shown.
      process.emit('SIGINT')
    })
    expect(await runCli('status', '--watch', '--data-dir', dataDir)).toEqual({ code: 0, out: `${PAGE}\n`, err: '' })
    expect(requests).toHaveLength(1)
  })
})

describe('a console that cannot be asked', () => {
  const errorOf = async (dataDir: string) => {
    const { code, err, out } = await runCli('status', '--data-dir', dataDir)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    return err
  }

  it('does not know the token', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 401, { error: 'no' }))
    expect(await errorOf(dataDir)).toContain("does not accept this machine's token")
  })

  it('is not there', async () => {
    const { dataDir } = await consoleOnTheWire(() => {})
    writeRunFile(dataDir, runInfo({ console: { url: 'http://127.0.0.1:1', token: 't' } }))
    expect(await errorOf(dataDir)).toMatch(/127\.0\.0\.1:1 does not answer \(.*\), although the process runs/)
  })

  it('breaks off', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => response.destroy())
    expect(await errorOf(dataDir)).toContain('does not answer')
  })

  it('is something else', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => response.end('<html>'))
    expect(await errorOf(dataDir)).toContain('answers something else than a Holdfast console')
  })

  it('is of another version', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 200, { sentence: 'hello' }))
    expect(await errorOf(dataDir)).toContain('another version of Holdfast')
  })

  it('fails', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 503, { error: 'Starting.' }))
    expect(await errorOf(dataDir)).toBe('holdfast: no status: Starting.\n')
  })

  it('would lead elsewhere with the token', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    )
    expect(await errorOf(dataDir)).toContain('does not answer')
  })

  it('answers without end', async () => {
    const megabyte = 'x'.repeat(1_048_576)
    const { dataDir } = await consoleOnTheWire((_, response) => {
      for (let i = 0; i < 9; i++) response.write(megabyte)
    })
    expect(await errorOf(dataDir)).toContain('answers more than a console would')
  })
})
