/** The command line: reads the words, calls one command, and says with the exit code how it went. */
import { Command, CommanderError } from 'commander'
import { addDetections } from './command/detections.ts'
import { addDoctor } from './command/doctor.ts'
import { addExplain } from './command/explain.ts'
import { addScan } from './command/scan.ts'
import { addSigma } from './command/sigma.ts'
import { addSources } from './command/sources.ts'
import { addTuning } from './command/tuning.ts'
import { addWatch } from './command/watch.ts'
import { EXIT } from './exit.ts'
import { sayError } from './tell/error.ts'
import { DESCRIPTION, VERSION } from './version.ts'

const program = new Command('tallyman')
  .description(DESCRIPTION)
  .version(VERSION)
  .showHelpAfterError('(run it with --help for examples)')
  .showSuggestionAfterError()
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  tallyman scan recordings/intrusion             tell what happened in recorded telemetry
  tallyman watch --docker                        watch the Docker engine of this machine
  tallyman detections list                       what is looked for, and how it is proved
  tallyman doctor recordings/intrusion           what was watched, and what was not

Exit codes: 0 done, 1 something of at least --fail-on was found (or a check failed), 2 it could not be
done, or nothing of what was given could be read.`,
  )
for (const add of [addScan, addWatch, addDetections, addSources, addExplain, addSigma, addTuning, addDoctor])
  add(program)

// A pipe that is closed early (head, grep -q) is how people stop reading.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.failed))

// Whoever started us was killed: what nobody can stop any more would hold the journal and the ports for ever.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

try {
  await program.parseAsync()
} catch (error) {
  // commander has said it already; help and --version are no failure.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.failed
  else {
    process.stderr.write(sayError(error))
    process.exitCode = EXIT.failed
  }
}
