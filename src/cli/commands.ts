import type { CommandEntry } from './command.js'

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  { name: 'run', summary: 'protect your platforms', load: () => import('./run.js') },
  { name: 'demo', summary: 'try it on this machine, with a site that comes with it', load: () => import('./demo.js') },
  { name: 'drill', summary: 'rehearse an attack on your own site', load: () => import('./drill.js') },
  {
    name: 'learn',
    summary: 'learn from access logs what is normal on your site',
    load: () => import('./learn.js'),
  },
  {
    name: 'replay',
    summary: 'see on your access logs what it would have done',
    load: () => import('./replay.js'),
  },
  { name: 'status', summary: 'show how it is going', load: () => import('./status.js') },
  { name: 'rules', summary: 'see the rules in force, and act on them', load: () => import('./rules.js') },
  { name: 'evidence', summary: 'show the record of what happened, and prove it', load: () => import('./evidence.js') },
  { name: 'reload', summary: 'read the configuration again', load: () => import('./reload.js') },
  { name: 'allow', summary: 'never refuse an address', load: () => import('./allow.js') },
  { name: 'deny', summary: 'always refuse an address', load: () => import('./deny.js') },
  {
    name: 'check-config',
    summary: 'look for mistakes in a configuration file',
    load: () => import('./check-config.js'),
  },
  { name: 'password', summary: 'make the password line for the console', load: () => import('./password.js') },
]
