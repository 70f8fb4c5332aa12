import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** @param path of the program @param args further ones */
export function launchChromium(path: string, args: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: [...QUIET, ...args] })
}

/** A browser of its own that takes no cookies, as its user has set it; scripts get no storage either. Gone after the test. */
export async function launchWithoutCookies(path: string, javaScriptEnabled: boolean): Promise<BrowserContext> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-browser-'))
  let context: BrowserContext | null = null
  onTestFinished(async () => {
    await context?.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  mkdirSync(join(folder, 'Default'))
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  context = await chromium.launchPersistentContext(folder, {
    executablePath: path,
    args: QUIET,
    javaScriptEnabled,
  })
  return context
}
