/** The process that an alert is about, as far as its rule prints it. */
import { present, type ActingProcess } from 'tallyman/source'
import { containerOf } from './entities.ts'
import { numberOf, type FalcoAlert } from './alert.ts'

export function actingOf(alert: FalcoAlert): ActingProcess {
  const { field } = alert
  const login = field('user.loginname') ?? field('user.loginuid')
  return present({
    pid: numberOf(field('proc.pid')),
    parent_pid: numberOf(field('proc.ppid')),
    in_init_tree: containerOf(alert) && field('proc.vpid') === '1' ? true : undefined,
    parent_command: field('proc.pcmdline'),
    // Falco writes what the kernel has for nobody as -1, and before 0.36 as 2^32 - 1.
    login: login === '-1' || login === '4294967295' ? undefined : login,
  })
}
