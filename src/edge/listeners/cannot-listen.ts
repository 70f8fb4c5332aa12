import { type Address, formatAddress } from '../../config/address.js'

/** Why an address cannot be listened on, for people. @param code of the system, such as `EADDRINUSE` */
export function cannotListen(address: Address, code: string): string {
  const where = formatAddress(address)
  if (code === 'EADDRINUSE')
    return `${where} is taken by another program. Stop that one, or choose another address under "listen".`
  if (code === 'EACCES')
    return `Not allowed to listen on ${where}: ports below 1024 need the capability CAP_NET_BIND_SERVICE. See docs/how-to/put-in-front-of-your-site.md.`
  if (code === 'EADDRNOTAVAIL')
    return `${where} is not an address of this machine. Look at "listen" in the configuration.`
  return `Cannot listen on ${where}: ${code}`
}
