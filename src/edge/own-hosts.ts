/** The host names of a platform as a set: `*.example.org` stands for every name below it. */
export class OwnHosts extends Set<string> {
  /** The host that is asked for at present: where a platform serves whatever host is asked for, it is its own. */
  asked = ''

  /** @param host in lower case, without port */
  override has(host: string): boolean {
    if (super.has(host)) return true
    if (super.has('*') && host === this.asked) return true
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      if (super.has(`*${host.slice(dot)}`)) return true
    }
    return false
  }
}
