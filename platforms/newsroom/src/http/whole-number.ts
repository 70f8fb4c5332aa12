/** A whole number from an address: 0 to 2,147,483,647 (what the database's `int` holds). undefined for anything else. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined
  const number = Number(text)
  return number <= 2_147_483_647 ? number : undefined
}
