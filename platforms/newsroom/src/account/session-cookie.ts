const tokenPattern = /(?:^|;\s*)session=([A-Za-z0-9_-]{43})(?:;|$)/

/** The token in the session cookie: 32 random bytes in base64url. undefined when there is none of that form. */
export function sessionToken(request: Request): string | undefined {
  return tokenPattern.exec(request.headers.get('cookie') ?? '')?.[1]
}

export function sessionCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  return `session=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}
