import fc from 'fast-check'

/** A generator of inputs out of an arbitrary of texts. @param encoding how characters become bytes */
export function fromArbitrary(
  texts: fc.Arbitrary<string>,
  encoding: 'latin1' | 'utf8' = 'latin1',
): (seed: number) => Uint8Array {
  return (seed) => Buffer.from(fc.sample(texts, { seed, numRuns: 1 })[0] ?? '', encoding)
}
