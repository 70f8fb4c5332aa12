/**
 * Reads what the JSON reporter of vitest wrote (https://vitest.dev/guide/reporters#json-reporter).
 *
 * A file that could not even be loaded has no tests and counts as one failure, and so does a run that ended badly
 * without saying why: nothing that went wrong may look like "0 failed".
 * @param {{ testResults: { name: string, status: string, message?: string, assertionResults: { fullName: string, status: string }[] }[] }} result
 * @param {object} context
 * @param {number} context.exitCode of vitest
 * @param {{ file: string, tool: string }[]} context.missingTools what test/debian-tools.ts recorded
 * @param {(path: string) => string} context.shorten makes a path readable
 * @returns {{ passed: number, failures: string[], skips: string[] }} failures and skips in words, by name
 */
export function readVitestResult(result, { exitCode, missingTools, shorten }) {
  let passed = 0
  const failures = []
  const skips = []
  for (const { name: path, status, message, assertionResults } of result.testResults) {
    const file = shorten(path)
    const tools = [...new Set(missingTools.filter((missing) => missing.file === path).map(({ tool }) => tool))]
    const why = tools.length > 0 ? `${tools.join(', ')} not installed` : 'marked as skipped in the code'
    const failuresBefore = failures.length
    for (const { fullName, status: outcome } of assertionResults) {
      if (outcome === 'passed') passed += 1
      else if (outcome === 'failed') failures.push(`${file}: ${fullName}`)
      else skips.push(`${file}: ${fullName} (${outcome === 'todo' ? 'still to be written' : why})`)
    }
    if (status === 'failed' && failures.length === failuresBefore) {
      failures.push(`${file}: ${firstLine(message) || 'could not be run'}`)
    }
  }
  if (exitCode !== 0 && failures.length === 0) failures.push(`vitest ended with exit code ${exitCode} (see above)`)
  if (result.testResults.length === 0 && failures.length === 0) failures.push('vitest found no tests')
  return { passed, failures, skips }
}

/** @param {string | undefined} text */
function firstLine(text) {
  return text?.trim().split('\n')[0]
}
