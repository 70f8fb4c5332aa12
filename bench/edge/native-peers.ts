import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { StartedProcess } from './started-process.js'

/** A proxy that is not written for Node: beside the others for the reader, when it is installed. */
export interface NativePeer {
  name: string
  debianPackage: string
  /** Path of the program; null when it is not installed. */
  program: string | null
  version(): string
  start(port: number, originPort: number): StartedProcess
}

const nginx = findProgram('nginx')
const haproxy = findProgram('haproxy')

export const NATIVE_PEERS: readonly NativePeer[] = [
  {
    name: 'nginx',
    debianPackage: 'nginx-light',
    program: nginx,
    version: () => firstVersion(nginx, '-v'),
    start(port, originPort) {
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-nginx-'))
      const file = join(folder, 'nginx.conf')
      writeFileSync(file, nginxConfig(folder, port, originPort))
      return new StartedProcess(nginx ?? 'nginx', ['-p', folder, '-c', file, '-g', 'daemon off;'], { folder })
    },
  },
  {
    name: 'HAProxy',
    debianPackage: 'haproxy',
    program: haproxy,
    version: () => firstVersion(haproxy, '-v'),
    start(port, originPort) {
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-haproxy-'))
      const file = join(folder, 'haproxy.cfg')
      writeFileSync(file, haproxyConfig(port, originPort))
      return new StartedProcess(haproxy ?? 'haproxy', ['-f', file, '-db'], { folder })
    },
  },
]

/** One worker, kept-alive connections on both sides, no logs: as near to one Holdfast edge as it comes. */
function nginxConfig(folder: string, port: number, originPort: number): string {
  return `
    worker_processes 1;
    pid ${folder}/nginx.pid;
    error_log stderr error;
    events { worker_connections 1024; }
    http {
      access_log off;
      keepalive_requests 100000000;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      upstream origin { server 127.0.0.1:${originPort}; keepalive 64; keepalive_requests 100000000; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://origin;
          proxy_http_version 1.1;
          proxy_max_temp_file_size 0;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $remote_addr;
        }
      }
    }`
}

function haproxyConfig(port: number, originPort: number): string {
  const lines = [
    'global',
    '  maxconn 1024',
    '  nbthread 1',
    'defaults',
    '  mode http',
    '  timeout connect 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    'listen bench',
    `  bind 127.0.0.1:${port}`,
    '  option forwardfor',
    '  http-reuse always',
    `  server origin 127.0.0.1:${originPort}`,
  ]
  return `${lines.join('\n')}\n`
}

/** Debian keeps servers in folders that are not on everybody's PATH. */
function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find(existsSync) ?? null
}

function firstVersion(program: string | null, flag: string): string {
  if (program === null) return ''
  const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' })
  return /\d+\.\d+(\.\d+)?/.exec(stdout + stderr)?.[0] ?? 'unknown version'
}
