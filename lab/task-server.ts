/** What an implant asks for its next task: serves the file `next` of a folder once, and keeps in `done` how the task ended. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [port = '', folder = ''] = process.argv.slice(2)
if (folder === '') throw new Error('usage: task-server.ts PORT FOLDER')
const next = `${folder}/next`

createServer(({ url = '' }, answer) => {
  const code = /^\/done\/(\d{1,3})$/.exec(url)?.[1]
  if (code !== undefined) writeFileSync(`${folder}/done`, code)
  const task = url === '/next' && existsSync(next) ? readFileSync(next) : undefined
  if (task) rmSync(next)
  answer.writeHead(code === undefined && !task ? 404 : 200).end(task)
}).listen(Number(port))
