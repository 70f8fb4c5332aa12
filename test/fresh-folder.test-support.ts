import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('..', import.meta.url))
const copied = [
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  '.dependency-cruiser.cjs',
]

/** A folder with our scripts and settings and sources of a test's own, to see what the scripts make of them. */
export class FreshFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'holdfast-fresh-'))

  constructor() {
    for (const name of copied) cpSync(join(repository, name), join(this.path, name), { recursive: true })
    symlinkSync(join(repository, 'node_modules'), join(this.path, 'node_modules'))
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true })
    writeFileSync(join(this.path, path), text)
  }

  /** Runs `node …args` there. */
  node(...args: string[]): { code: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: this.path, encoding: 'utf8' })
    return { code: status, output: stdout + stderr }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
