/** Where challenges are answered, on every protected host. */
export const CHECK_PATH = '/.well-known/holdfast/check'
