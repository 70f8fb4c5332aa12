import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkpointText, readCheckpoint } from './checkpoint.js'
import { createNoteSigner, newSigningSeed, openNote, readVerifierKey } from './note.js'

const signer = createNoteSigner('news.example.org/holdfast', newSigningSeed())
const verifier = readVerifierKey(signer.verifierKey)
if (!verifier) throw new Error('no verifier')

describe('a signed note', () => {
  test('opens with the key that belongs to it, and says what was signed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~é—]{0,50}(\n[ -~é—]{1,50}){0,3}$/u), (text) => {
        expect(openNote(signer.sign(`${text}\n`), verifier)).toBe(`${text}\n`)
      }),
    )
  })

  test('of which anything was changed does not open', () => {
    const note = signer.sign('holdfast\n12\nroot\n')
    for (let at = 0; at < note.length; at++) {
      const changed = note.slice(0, at) + (note[at] === 'x' ? 'y' : 'x') + note.slice(at + 1)
      expect(openNote(changed, verifier)).toBeNull()
    }
  })

  test('does not open with the key of somebody else of the same name', () => {
    const other = createNoteSigner(signer.name, newSigningSeed())
    expect(openNote(other.sign('text\n'), verifier)).toBeNull()
  })

  test('may carry signatures of others as well', () => {
    const witness = createNoteSigner('witness.example.net', newSigningSeed())
    const note = signer.sign('text\n')
    const both = `${note}${witness.sign('text\n').split('\n').slice(-2).join('\n')}`
    expect(openNote(both, verifier)).toBe('text\n')
    const byWitness = readVerifierKey(witness.verifierKey)
    expect(byWitness && openNote(both, byWitness)).toBe('text\n')
  })

  test("a verifier's key is the one of the specification's example", () => {
    // C2SP signed-note, "Verifier keys".
    expect(readVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')?.name).toBe(
      'example.com/foo',
    )
    expect(readVerifierKey('example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')).toBeNull()
    for (const text of ['', 'a+b+c', signer.verifierKey.slice(0, -4)]) expect(readVerifierKey(text)).toBeNull()
  })

  test('names and seeds that cannot be are refused in words', () => {
    expect(() => createNoteSigner('two words', newSigningSeed())).toThrow('no spaces')
    expect(() => createNoteSigner('name', randomBytes(31))).toThrow('32 bytes')
  })
})

describe('a checkpoint', () => {
  test('comes back as it was written, at every size', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (size, bytes) => {
          const checkpoint = { origin: 'example.org/log', size, root: Buffer.from(bytes) }
          expect(readCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint)
        },
      ),
    )
  })

  test('is read in its one form only', () => {
    const text = checkpointText({ origin: 'example.org/log', size: 7, root: Buffer.alloc(32) })
    for (const wrong of [
      text.slice(1, 3),
      `${text}more\n`,
      text.replace('\n7\n', '\n07\n'),
      text.replace('=', ''),
      '',
    ]) {
      expect(readCheckpoint(wrong)).toBeNull()
    }
  })
})
