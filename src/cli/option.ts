/** Options that several commands have, said in the same words. */
import { InvalidArgumentError, Option } from 'commander'
import { isLevel, LEVELS } from '../model/level.ts'

/** `-d FOLDER`, once for each folder: one that takes many would swallow the paths after it. */
export const detectionsOption = (): Option =>
  new Option(
    '-d, --detections <folder>',
    'detection packages to use instead of the shipped ones; may be repeated',
  ).argParser((folder: string, before: readonly string[] | undefined) => [...(before ?? []), folder])

/** `--tuning FOLDER`, as every command has it that tells alerts. */
export const tuningOption = (): Option =>
  new Option('--tuning <folder>', 'what is expected in this estate: exceptions, scanners, maintenance, zones')

/** `--fail-on LEVEL`, as every command has it that can find something. */
export const failOnOption = (): Option =>
  new Option(
    '--fail-on <level>',
    `exit with 1 if an alert or incident of at least this level was found (${LEVELS.join(', ')})`,
  ).argParser((word: string) => {
    if (!isLevel(word)) throw new InvalidArgumentError(`It is one of ${LEVELS.join(', ')}.`)
    return word
  })
