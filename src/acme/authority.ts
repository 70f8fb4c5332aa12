import { axios, Client } from 'acme-client'
import { AcmeProblem, problemIn } from './acme-problem.js'

/** For one request. */
const TIMEOUT_MS = 30_000
/** A chain of certificates is a few kilobytes. */
const MOST_BYTES = 1024 * 1024

/*
 * acme-client's own handling of answers waits for as long as an authority asks (days, when a limit is reached), loses
 * the kind of a problem, and fails on its own when there is no answer at all. It keeps the signatures and the nonces.
 */
axios.interceptors.request.clear()
axios.interceptors.response.clear()
axios.defaults.timeout = TIMEOUT_MS
axios.defaults.maxContentLength = MOST_BYTES
axios.interceptors.request.use((request) => {
  // axios itself only ends silence: who sends a byte now and then would hold it for ever.
  request.signal = AbortSignal.timeout(request.timeout || TIMEOUT_MS)
  return request
})
axios.interceptors.response.use(
  (answer) => {
    const { status, data, headers } = answer
    // A nonce that has become old in the meantime: the client asks again, with the one in this answer (RFC 8555, 6.5).
    if (status < 400 || data?.type === 'urn:ietf:params:acme:error:badNonce') return answer
    throw problemIn(status, data, headers['retry-after'] ?? null)
  },
  (error: Error & { code?: string; config?: { url?: string } }) => {
    throw unreachable(error, error.config?.url)
  },
)

/** @param accountKey PEM */
export function authorityAt(directory: string, accountKey: string): Client {
  return new Client({ directoryUrl: directory, accountKey })
}

function unreachable({ message, code }: Error & { code?: string }, url: string | undefined): AcmeProblem {
  const host = url !== undefined && URL.canParse(url) ? new URL(url).host : 'listen.https.acme.directory'
  if (code === 'ERR_CANCELED' || code === 'ECONNABORTED') {
    return new AcmeProblem(`The certificate authority at ${host} did not answer in time.`)
  }
  const why = code === undefined ? message : `${code}: ${message}`
  const tls = /CERT|SELF_SIGNED|ISSUER|SIGNATURE/.test(code ?? '')
  const advice = tls
    ? 'If it is an authority of your own, start Holdfast with NODE_EXTRA_CA_CERTS=root.pem.'
    : 'Look whether this machine may connect to it, and whether its DNS works.'
  return new AcmeProblem(`The certificate authority cannot be reached at ${host} (${why}). ${advice}`)
}
