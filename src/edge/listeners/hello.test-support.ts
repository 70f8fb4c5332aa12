/** What FoxIO's specification says of its example, which `exampleHello` writes out. */
export const EXAMPLE_JA4 = 't13d1516h2_8daaf6152771_e5627efa2ab1'

const LARGEST_RECORD = 16_384

/** TLS records with the ClientHello of the example, in the order of the specification, with GREASE around it. */
export function exampleHello(): Buffer {
  const list = (text: string) => text.split(',').map((value) => Number.parseInt(value, 16))
  const content = new Map([
    [0x0000, vector(2, Buffer.concat([Buffer.of(0), vector(2, Buffer.from('news.example.org'))]))],
    [0x0010, vector(2, Buffer.concat([vector(1, Buffer.from('h2')), vector(1, Buffer.from('http/1.1'))]))],
    [0x002b, vector(1, numbers([0x6a6a, 0x0304, 0x0303]))],
    [0x000d, vector(2, numbers(list('0403,0804,0401,0503,0805,0501,0806,0601')))],
  ])
  const extensions = list('1a1a,001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015,baba')
  return inRecords(
    helloMessage({
      ciphers: list('2a2a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035'),
      extensions: extensions.map((type) => extension(type, content.get(type))),
    }),
  )
}

export interface HelloParts {
  ciphers: readonly number[]
  /** Instead of `ciphers`. */
  rawCiphers?: Buffer
  /** null: it ends before them. */
  extensions: readonly Buffer[] | null
}

/** A handshake message (RFC 8446, 4.1.2), without the records around it. */
export function helloMessage({ ciphers, rawCiphers = numbers(ciphers), extensions }: HelloParts): Buffer {
  const body = Buffer.concat([
    numbers([0x0303]),
    Buffer.alloc(32, 7),
    vector(1, Buffer.alloc(0)),
    vector(2, rawCiphers),
    vector(1, Buffer.of(0)),
    ...(extensions === null ? [] : [vector(2, Buffer.concat(extensions))]),
  ])
  return Buffer.concat([Buffer.of(1), vector(3, body)])
}

export function extension(type: number, content: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([numbers([type]), vector(2, content)])
}

/** The message in records with so many bytes of it each; what is left over in records as large as there may be. */
export function inRecords(message: Buffer, lengths: readonly number[] = []): Buffer {
  const records: Buffer[] = []
  let at = 0
  for (let i = 0; at < message.length; i++) {
    const part = message.subarray(at, at + (lengths[i] ?? LARGEST_RECORD))
    records.push(Buffer.concat([Buffer.of(22, 3, 1), vector(2, part)]))
    at += part.length
  }
  return Buffer.concat(records)
}

/** The content behind its length. */
export function vector(lengthBytes: 1 | 2 | 3, content: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes)
  length.writeUIntBE(content.length, 0, lengthBytes)
  return Buffer.concat([length, content])
}

export function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, i * 2)
  return bytes
}
