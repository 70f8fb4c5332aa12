/** @param {string} version like 20.20.2 @param {string} wanted of the same form @returns {boolean} */
export function isOlderVersion(version, wanted) {
  const have = version.split('.').map(Number)
  const want = wanted.split('.').map(Number)
  const different = want.findIndex((part, index) => have[index] !== part)
  return different >= 0 && have[different] < want[different]
}
