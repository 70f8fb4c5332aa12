import type { Target } from './engine/target.js'
import { acceptLanguage } from './targets/accept-language.js'
import { accessLog } from './targets/access-log.js'
import { addresses } from './targets/addresses.js'
import { cached } from './targets/cached.js'
import { caching } from './targets/caching.js'
import { challengeAnswers } from './targets/challenge-answers.js'
import { clientHello } from './targets/client-hello.js'
import { configuration } from './targets/configuration.js'
import { cookies } from './targets/cookies.js'
import { forwardedFor } from './targets/forwarded-for.js'
import { http2 } from './targets/http2.js'
import { linkFrames } from './targets/link-frames.js'
import { listener } from './targets/listener.js'
import { paths } from './targets/paths.js'
import { placeTokens } from './targets/place-tokens.js'
import { proxyHeader } from './targets/proxy-header.js'
import { requestHeaders } from './targets/request-headers.js'
import { responseHeaders } from './targets/response-headers.js'
import { tls } from './targets/tls.js'
import { upgrade } from './targets/upgrade.js'

/** Each in a file of its own, which is named after it. */
export const TARGETS: readonly Target[] = [
  configuration,
  addresses,
  proxyHeader,
  clientHello,
  forwardedFor,
  requestHeaders,
  responseHeaders,
  cookies,
  placeTokens,
  challengeAnswers,
  linkFrames,
  caching,
  paths,
  acceptLanguage,
  accessLog,
  listener,
  cached,
  http2,
  tls,
  upgrade,
]
