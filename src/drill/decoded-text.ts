import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const options = { maxOutputLength: 4 * 1024 * 1024 }

/** The text of a body; null when its Content-Encoding cannot be undone or it would be unreasonably large. */
export function decodedText(body: Buffer, contentEncoding: string | null): string | null {
  try {
    switch (contentEncoding?.toLowerCase() ?? 'identity') {
      case 'identity':
        return body.toString('utf8')
      case 'gzip':
        return gunzipSync(body, options).toString('utf8')
      case 'deflate':
        return inflateSync(body, options).toString('utf8')
      case 'br':
        return brotliDecompressSync(body, options).toString('utf8')
      default:
        return null
    }
  } catch {
    return null
  }
}
