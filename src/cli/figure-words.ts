/** `1 visit`, `2 visits`. */
export function counted(number: number, one: string, many: string): string {
  return `${count(number)} ${number === 1 ? one : many}`
}

export function count(number: number): string {
  return Math.round(number).toLocaleString('en')
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

export function time(milliseconds: number | null): string {
  if (milliseconds === null) return '-'
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : seconds(milliseconds)
}
