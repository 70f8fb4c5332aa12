/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} Lock */

/**
 * How what is installed differs from what is locked, in words; null when it fits. Contents are compared, not times: a
 * `git checkout` touches the lock file without changing it. Packages for other systems are optional and may be absent.
 * @param {Lock} installed node_modules/.package-lock.json, which npm writes when it is done
 * @param {Lock} locked package-lock.json
 * @returns {string | null}
 */
export function lockDifference({ packages: installed }, { packages: locked }) {
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue
    const found = installed[path]
    if (!found && (entry.optional || entry.devOptional)) continue
    if (!found) return `${path} is missing`
    if (found.version !== entry.version) return `${path} is at version ${found.version}, not ${entry.version}`
  }
  const surplus = Object.keys(installed).find((path) => !(path in locked))
  return surplus ? `${surplus} is not in package-lock.json` : null
}
