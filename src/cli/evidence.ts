import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { EVIDENCE_FOLDER } from '../brain/evidence-keeper.js'
import { openCheckpoint } from '../record/log/checkpoint.js'
import { type Entry, readEntry } from '../record/log/entry.js'
import { inclusionProof, leafHash } from '../record/log/merkle.js'
import { readVerifierKey } from '../record/log/note.js'
import { CHECKPOINT_FILE, StoredLog, VERIFIER_FILE } from '../record/log/stored-log.js'
import { checkProofFile, proofFile } from '../record/log/tlog-proof.js'
import { verifyLog } from '../record/log/verify-log.js'
import { CommandFailure, type TargetOptions, UsageError, withExamples, withTarget } from './command.js'
import { dataDirOf } from './find-running.js'
import { formatEntry } from './format-entry.js'

interface VerifyOptions extends TargetOptions {
  key?: string
  json?: true
}

interface ShowOptions extends TargetOptions {
  last?: number
  kind: string[]
  json?: true
}

export function register(program: Command): void {
  const command = program
    .command('evidence')
    .description(
      'The record of what happened: append-only, signed, in plain files. Anybody can check a copy of the folder, also without Holdfast.',
    )
  withTarget(command.command('verify'))
    .argument('[folder]', 'the folder of an evidence log, also a copy (default: that of the data folder)')
    .description(
      'Reads the whole record and recomputes every hash and signature. Exit 1 when anything is not as it was signed.',
    )
    .option(
      '--key <key>',
      'the key that you noted elsewhere; without it the one in the folder is taken, which proves less',
    )
    .option('--json', 'print the verdict for a program')
    .action(verify)
  withTarget(command.command('show'))
    .argument('[folder]', 'the folder of an evidence log (default: that of the data folder)')
    .description('Prints what is on record, oldest first.')
    .option('--last <n>', 'only the last so many', readCount)
    .option(
      '--kind <kind>',
      'only entries of this kind; may be repeated',
      (kind: string, kinds: string[]) => [...kinds, kind],
      [],
    )
    .option('--json', 'print whole entries, one a line')
    .action(show)
  withTarget(command.command('prove'))
    .argument('<number>', 'the number of an entry, as `holdfast evidence show` prints it', readNumber)
    .argument('[folder]', 'the folder of an evidence log (default: that of the data folder)')
    .description('Writes an entry and the proof that it is in the record: two files to give to somebody.')
    .action(prove)
  command
    .command('check')
    .argument('<entry>', 'the file of an entry')
    .argument('<proof>', 'the proof that came with it')
    .requiredOption('--key <key>', 'the key of the record, from somebody you trust')
    .description('Whether a proof shows that an entry is in the record of that key.')
    .action(check)
  withExamples(command, [
    ['holdfast evidence verify', 'is the record whole?'],
    [
      'holdfast evidence verify /mnt/copy --key news.example.org/holdfast-evidence+1a2b3c4d+AbCd…',
      'a copy, by the key you noted',
    ],
    ['holdfast evidence show --last 20', 'what happened last'],
    ['holdfast evidence prove 1734', 'writes entry-1734.json and entry-1734.tlog-proof'],
  ])
}

function folderOf(folder: string | undefined, options: TargetOptions): string {
  return folder === undefined ? join(dataDirOf(options), EVIDENCE_FOLDER) : resolve(folder)
}

function verify(folder: string | undefined, options: VerifyOptions): void {
  const path = folderOf(folder, options)
  const verdict = verifyLog(path, options.key === undefined ? {} : { trusted: options.key })
  if (options.json) process.stdout.write(`${JSON.stringify({ folder: path, ...verdict }, null, 2)}\n`)
  else {
    const { origin, size, firstAt, lastAt, root, verifierKey, wrong } = verdict
    const lines = [
      wrong.length === 0
        ? `The record in ${path} is whole: every entry is as it was signed.`
        : `The record in ${path} is NOT as it was signed.`,
      ...wrong.map((sentence) => `! ${sentence}`),
      ...(origin === null
        ? []
        : [
            `  log       ${origin}`,
            `  entries   ${size}${firstAt === null ? '' : `, from ${firstAt} to ${lastAt}`}`,
            `  root      ${root}`,
          ]),
      ...(verifierKey === null ? [] : [`  key       ${verifierKey}`]),
      ...(options.key === undefined && wrong.length === 0
        ? [
            'Who holds the signing key could have written all of it anew. Note the key and the root elsewhere, and check by them: --key',
          ]
        : []),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  }
  if (verdict.wrong.length > 0) process.exitCode = 1
}

function show(folder: string | undefined, options: ShowOptions): void {
  const path = folderOf(folder, options)
  const kept: Entry[] = []
  const wanted = new Set(options.kind)
  const most = options.last ?? Number.POSITIVE_INFINITY
  const verdict = verifyLog(path, {
    onEntry: (entry) => {
      if (wanted.size > 0 && !wanted.has(entry.kind)) return
      kept.push(entry)
      if (kept.length > most) kept.shift()
    },
  })
  if (verdict.origin === null) throw new CommandFailure(verdict.wrong.join(' '))
  const lines = kept.map((entry) => (options.json ? JSON.stringify(entry) : formatEntry(entry)))
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  if (verdict.wrong.length > 0)
    throw new CommandFailure(`the record is not as it was signed: ${verdict.wrong.join(' ')}`)
}

function prove(seq: number, folder: string | undefined, options: TargetOptions): void {
  const stored = new StoredLog(folderOf(folder, options))
  const { note, size } = signedCheckpoint(stored)
  if (seq >= size) throw new UsageError(`there is no entry ${seq}: the record has ${size}, numbered from 0.`)
  const entry = stored.entry(seq, size)
  if (!entry || 'wrong' in readEntry(entry, seq))
    throw new CommandFailure(`entry ${seq} is missing or damaged. See: holdfast evidence verify`)
  const proof = proofFile(seq, inclusionProof(seq, size, stored.subtrees(size)), note)
  const [entryFile, proofName] = [`entry-${seq}.json`, `entry-${seq}.tlog-proof`]
  writeFileSync(entryFile, entry)
  writeFileSync(proofName, proof)
  const key = stored.text(VERIFIER_FILE).trim()
  process.stdout.write(
    `Written: ${entryFile}, ${proofName}\nWho has them checks with: holdfast evidence check ${entryFile} ${proofName} --key '${key}'\n`,
  )
}

function check(entryFile: string, proofName: string, { key }: { key: string }): void {
  const verifier = readVerifierKey(key)
  if (!verifier) throw new UsageError('--key takes the key of a record: name+1a2b3c4d+AbCd…')
  const checkpoint = checkProofFile(readFileSync(proofName, 'utf8'), leafHash(readFileSync(entryFile)), verifier)
  if (!checkpoint)
    throw new CommandFailure(`${proofName} does not show that ${entryFile} is in the record of ${verifier.name}.`)
  process.stdout.write(
    `${entryFile} is in the record of ${verifier.name}, which had ${checkpoint.size} entries then.\n`,
  )
}

function signedCheckpoint(stored: StoredLog): { note: string; size: number } {
  let files: { note: string; key: string }
  try {
    files = { note: stored.text(CHECKPOINT_FILE), key: stored.text(VERIFIER_FILE) }
  } catch (error) {
    throw new CommandFailure(
      `there is no evidence log in ${stored.folder}: ${(error as Error).message}. Holdfast makes one when it runs.`,
    )
  }
  const verifier = readVerifierKey(files.key)
  const checkpoint = verifier && openCheckpoint(files.note, verifier)
  if (!checkpoint)
    throw new CommandFailure(
      `the checkpoint in ${stored.folder} is not signed by its key. See: holdfast evidence verify`,
    )
  return { note: files.note, size: checkpoint.size }
}

function readNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected the number of an entry, such as 1734.')
  return Number(text)
}

function readCount(text: string): number {
  const count = readNumber(text)
  if (count === 0) throw new InvalidArgumentError('expected 1 or more.')
  return count
}
