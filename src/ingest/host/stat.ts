/** One line of `/proc/PID/stat`: what the kernel says of a process at the least cost. */
import type { Sight } from './sight.ts'

export type Stat = Pick<Sight, 'pid' | 'ppid' | 'ticks' | 'image' | 'name' | 'leader' | 'kernel' | 'zombie'> & {
  /** As `wait` has it, of a process that has ended and whose parent has not asked yet. */
  readonly exit?: number
}

const KERNEL_THREAD = 0x00200000

/** The fields after the name, from `state`; their numbers are those of proc(5), less three. */
const [STATE, PARENT, SESSION, FLAGS, START, CODE, STACK, ARGS, EXIT] = [0, 1, 3, 6, 19, 23, 25, 45, 49] as const

/** Nothing where the line is not whole. */
export function readStat(text: string): Stat | undefined {
  // The name is whatever the process likes, brackets and line feeds included; the last bracket is not its own.
  const [open, close] = [text.indexOf(' ('), text.lastIndexOf(') ')]
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(' ')
  if (open === -1 || close < open || fields.length <= EXIT) return undefined
  const number = (index: number): number => Number(fields[index])
  const name = text.slice(open + 2, close)
  const zombie = fields[STATE] === 'Z' || fields[STATE] === 'X'
  // An exec moves all of them, since addresses are random; to who may not see them they are 0, and there is the name.
  const places = [CODE, STACK, ARGS].map((index) => fields[index] ?? '').join(' ')
  return {
    pid: Number(text.slice(0, open)),
    ppid: number(PARENT),
    ticks: number(START),
    image: fields[ARGS] === '0' ? name : places,
    name,
    leader: number(SESSION),
    ...((number(FLAGS) & KERNEL_THREAD) !== 0 && { kernel: true }),
    ...(zombie && { zombie: true, exit: number(EXIT) }),
  }
}
