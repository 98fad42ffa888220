// Adds to package-lock.json the platform packages that a registry did not serve (binaries for other systems), so that `npm ci` accepts the
// lock file everywhere: npm fetches such a package only on a machine whose os and cpu it names. Run it after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = 'package-lock.json'
const OS = /(darwin|linux|win32|freebsd|openbsd|netbsd|android|sunos|aix|openharmony)/
const CPU = /(x64|arm64|ia32|ppc64|s390x|riscv64|loong64|mips64el|wasm32|arm)/
const LIBC = /(musl|gnu|glibc)/

const lock = JSON.parse(readFileSync(FILE, 'utf8'))
let added = 0
for (const [path, entry] of Object.entries(lock.packages))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name) || !/^\d/.test(version)) continue
    lock.packages[`node_modules/${name}`] = {
      version,
      optional: true,
      ...(entry.dev && { dev: true }),
      ...platformOf(name),
    }
    added++
  }
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`complete-lock: added ${added}`)

/** Whether `name`, as wanted by the package at `path`, is in the lock file: in its own node_modules or in one above it. */
function isLocked(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`]) return true
    if (!folder) return false
  }
}

/** What a package's name says of its platform, as its authors write it: `@oxlint/linux-x64-musl`. */
function platformOf(name) {
  const os = OS.exec(name)?.[1]
  const cpu = CPU.exec(name)?.[1] ?? { aarch64: 'arm64', x86_64: 'x64' }[/(aarch64|x86_64)/.exec(name)?.[1]]
  const libc = LIBC.exec(name)?.[1]
  return {
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(libc && { libc: [libc === 'musl' ? 'musl' : 'glibc'] }),
  }
}
