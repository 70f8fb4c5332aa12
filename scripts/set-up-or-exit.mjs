import { SetupError, setUp } from './setup.mjs'

/** Makes the checkout ready for a command of its own, without the tools of the tests; ends with 1 when that fails. */
export async function setUpOrExit() {
  try {
    await setUp({ debianTools: false })
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
