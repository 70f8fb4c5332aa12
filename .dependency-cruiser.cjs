/**
 * Which folder of src/ may import which. The order is the order of the design: a folder imports from rows below its
 * own, never from its own row or from above, so that every part can be read and tested without what uses it.
 */
const rows = [
  ['cli'],
  ['run', 'replay'],
  ['brain', 'edge', 'console', 'drill'],
  ['link', 'enforce', 'record', 'mitigate', 'admit'],
  ['detect', 'explain', 'baseline', 'challenge'],
  ['sketch'],
  ['traffic'],
  ['acme'],
]

/** Settings are read where things are put together; the parts below are given what they need. */
const readsConfig = ['cli', 'run', 'edge', 'brain', 'console', 'drill', 'acme']

/** What the brain tells everybody: its types stand apart from the brain itself. */
const readsStatus = ['console', 'drill']

/** Files of logs are opened for commands; what is in them is read by traffic. */
const readsLogs = ['cli', 'replay']

/** Given the time as an argument, without sockets and files, so that a whole attack is simulated in milliseconds. */
const withoutIo = ['traffic', 'sketch', 'baseline', 'detect', 'explain', 'mitigate', 'admit', 'challenge']
const io =
  '^(node:)?(fs|net|http|http2|https|tls|dgram|dns|child_process|cluster|worker_threads|timers)(/|$)|node_modules/undici'

const folders = rows.flat()
const notTests = { pathNot: '\\.test(-support)?\\.tsx?$' }

const directions = rows.flatMap((row, index) =>
  row.map((folder) => {
    const below = rows.slice(index + 1).flat()
    const beside = [
      ...(readsConfig.includes(folder) ? ['config'] : []),
      ...(readsLogs.includes(folder) ? ['logs'] : []),
    ]
    const allowed = [folder, ...below, ...beside].map((name) => `${name}/`)
    if (readsStatus.includes(folder)) allowed.push('brain/status\\.ts$')
    return {
      name: `${folder}-imports-only-what-is-below`,
      severity: 'error',
      comment: `src/${folder} may import from: ${[folder, ...below].join(', ')}`,
      from: { path: `^src/${folder}/`, ...notTests },
      to: { path: '^src/', pathNot: `^src/(${allowed.join('|')})` },
    }
  }),
)

module.exports = {
  forbidden: [
    ...directions,
    ...['config', 'logs'].map((folder) => ({
      name: `${folder}-imports-only-traffic`,
      severity: 'error',
      from: { path: `^src/${folder}/`, ...notTests },
      to: { path: '^src/', pathNot: `^src/(${folder}|traffic)/` },
    })),
    {
      name: 'certificates-are-fetched-by-the-brain-process',
      severity: 'error',
      comment: 'What talks to certificate authorities stays out of the processes that talk to visitors.',
      from: { path: '^src/', pathNot: '^src/(run|acme)/' },
      to: { path: '^src/acme/' },
    },
    {
      name: 'folder-without-a-place',
      severity: 'error',
      comment: 'A new folder of src/ needs a row in .dependency-cruiser.cjs.',
      from: { path: '^src/', pathNot: `^src/(config|logs|${folders.join('|')})/` },
      to: {},
    },
    {
      name: 'no-io-here',
      severity: 'error',
      comment: 'This folder is given the time and its input as arguments. Do input and output in a folder above.',
      from: { path: `^src/(${withoutIo.join('|')})/`, ...notTests },
      to: { path: io },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Types may refer to each other inside a folder; what runs may not.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'platforms-stand-alone',
      severity: 'error',
      comment: 'A protected site knows nothing of Holdfast but its headers.',
      from: { path: '^platforms/' },
      to: { path: '^src/' },
    },
    {
      name: 'product-does-not-know-the-platforms',
      severity: 'error',
      comment: 'The demo starts a platform as a process of its own.',
      from: { path: '^src/', ...notTests },
      to: { path: '^platforms/' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: '^(src|platforms)/', ...notTests },
      to: { path: '^test/|\\.test(-support)?\\.tsx?$' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
  },
}
