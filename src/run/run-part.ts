/** What a process says when it is ready, or cannot be. */
export type Readiness = { ready: true; consoleUrl?: string | null } | { failed: string }

/** Runs the main part of a process; tells the supervisor when it fails, and ends. */
export async function runPart(main: () => Promise<Readiness>): Promise<void> {
  try {
    process.send?.(await main())
  } catch (error) {
    const { message } = error as Error
    if (process.send) process.send({ failed: message }, () => process.exit(1))
    else {
      process.stderr.write(`holdfast: ${message}\n`)
      process.exit(2)
    }
  }
}
