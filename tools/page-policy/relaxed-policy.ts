/** The content security policy of the page as the development server needs it. */

/** The server injects inline scripts and styles and speaks over a socket. */
const RELAXED: readonly (readonly [string, string])[] = [
  ["script-src 'self'", "script-src 'self' 'unsafe-inline'"],
  ["style-src 'self'", "style-src 'self' 'unsafe-inline'"],
  ["connect-src 'self'", "connect-src 'self' ws:"],
]

/** Throws where the page has no such policy any more: then this has to be looked at again. */
export const relaxedPolicy = (html: string): string =>
  RELAXED.reduce((relaxed, [strict, loose]) => {
    if (!relaxed.includes(strict)) throw new Error(`expected ${strict} in the policy of index.html`)
    return relaxed.replace(strict, loose)
  }, html)
