export interface RequestOrigin {
  /** Sec-Fetch-Site, absent in old browsers and over plain HTTP from another machine. */
  fetchSite: string | undefined
  origin: string | undefined
  host: string
}

/** Whether a page of this console made the request. Without any sign of it the answer is no. */
export function isSameOrigin({ fetchSite, origin, host }: RequestOrigin): boolean {
  if (fetchSite !== undefined) return fetchSite === 'same-origin'
  return origin !== undefined && hostOf(origin) === host.toLowerCase()
}

/** Whether a page of somebody else made the request; another port of this machine is somebody else too. */
export function isFromElsewhere({ fetchSite, origin, host }: RequestOrigin): boolean {
  if (fetchSite !== undefined) return fetchSite === 'cross-site' || fetchSite === 'same-site'
  return origin !== undefined && hostOf(origin) !== host.toLowerCase()
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
