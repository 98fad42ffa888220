/** Reads `tuning/*.yml`, what operators say is expected in their estate, all errors at once. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AdsError, readLocated, sortFindings, type Detection, type Finding } from '../ads/index.ts'
import { ENTITY_TYPES } from '../model/entity.ts'
import type { Exception, Identity, TuningContent, Zone } from '../triage/tuning.ts'
import type { Schedule } from '../triage/schedule.ts'

const words = z.string().trim().min(1)
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const MINUTES = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/

/** One entity: `principal: alice`. */
const identity = z
  .partialRecord(z.enum(ENTITY_TYPES), words)
  .refine((one) => Object.keys(one).length === 1, 'should be one entity: its type and its uid')
const instant = z
  .string()
  .refine(
    (text) => !Number.isNaN(Date.parse(text)),
    'should be a date: 2027-01-31, or with a time, 2027-01-31T04:00:00Z',
  )

const schedule = z.strictObject({
  days: z.array(z.enum(DAYS)).default([]),
  /** In UTC. */
  between: z.string().regex(MINUTES, 'should be two times of day in UTC: 02:00-04:00').default('00:00-00:00'),
  from: instant.optional(),
  to: instant.optional(),
})

const entry = { id: words, title: words, owner: words, reason: words, entities: z.array(identity).min(1) }
const shape = z.strictObject({
  exceptions: z
    .array(
      z.strictObject({
        ...entry,
        kind: z.enum(['exception', 'scanner', 'maintenance']).default('exception'),
        detections: z.array(words).min(1),
        expires: instant,
        during: schedule.optional(),
        /** The decision that it comes from. */
        decided: z.strictObject({ alert: words, by: words, at: instant }).optional(),
      }),
    )
    .default([]),
  zones: z.array(z.strictObject({ ...entry, grade: z.enum(['raise', 'lower']) })).default([]),
})
type Written = z.infer<typeof shape>

/** Throws AdsError with every place that is wrong. `detections` are those that an exception may name. */
export async function loadTuning(folder: string, detections: readonly Detection[]): Promise<TuningContent> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).toSorted()
  const read = await Promise.all(names.map((name) => readOne(join(folder, name), detections)))
  const findings = read.flatMap((one) => one.findings)
  if (names.length === 0)
    findings.push({
      code: 'tuning-missing',
      file: folder,
      line: 1,
      problem: 'the folder holds no tuning',
      advice: 'name a folder with *.yml files',
    })
  if (findings.length > 0) throw new AdsError(sortFindings(findings))
  return {
    exceptions: read.flatMap(({ content }) => content.exceptions),
    zones: read.flatMap(({ content }) => content.zones),
  }
}

async function readOne(
  file: string,
  detections: readonly Detection[],
): Promise<{ content: TuningContent; findings: Finding[] }> {
  const { value, findings, lineOf } = readLocated(await readFile(file, 'utf8'), file, shape, { what: 'tuning' })
  if (!value) return { content: { exceptions: [], zones: [] }, findings: [...findings] }
  const known = new Set(detections.map(({ id }) => id))
  const faults = value.exceptions.flatMap((exception, at): Finding[] => [
    ...exception.detections.flatMap((id, index) =>
      known.has(id)
        ? []
        : [
            {
              code: 'detection-unknown',
              file,
              line: lineOf('exceptions', at, 'detections', index),
              problem: `there is no detection ${id}`,
              advice: '`tallyman detections list` names them',
            },
          ],
    ),
    ...tooWide(exception.entities.map(identityOf)).map(({ problem, advice }) => ({
      code: 'scope-unsafe',
      file,
      line: lineOf('exceptions', at, 'entities'),
      problem,
      advice,
    })),
    ...(exception.kind !== 'exception' && !exception.during
      ? [
          {
            code: 'schedule-missing',
            file,
            line: lineOf('exceptions', at, 'during'),
            problem: `a ${exception.kind} is expected at some times, and none is said`,
            advice: 'write `during`, with `days` and `between`, or with `from` and `to`',
          },
        ]
      : []),
  ])
  return {
    content: { exceptions: value.exceptions.map(exceptionOf), zones: value.zones.map(zoneOf) },
    findings: faults,
  }
}

/** What can be had again by anybody: a tag, the name of a pod, a place that many share. */
export function tooWide(entities: readonly Identity[]): { problem: string; advice: string }[] {
  const faults = entities.flatMap(({ type, uid }) => {
    if (type === 'image' && !uid.includes('sha256:'))
      return [{ problem: `the image ${uid} is a tag, which anybody can move`, advice: 'name it by its digest' }]
    if (type === 'pod' || type === 'container' || type === 'session')
      return [
        { problem: `a ${type} comes and goes`, advice: 'name the workload, the principal or the image by its digest' },
      ]
    return []
  })
  const isSharedOnly = entities.every(({ type }) => type === 'namespace' || type === 'cluster' || type === 'node')
  if (isSharedOnly)
    faults.push({
      problem: 'it would hide what anybody does there',
      advice: 'name who or what is expected as well: a principal, a workload, an image by its digest',
    })
  return faults
}

function identityOf(one: Written['zones'][number]['entities'][number]): Identity {
  const [type, uid] = Object.entries(one)[0]!
  return { type: type as Identity['type'], uid }
}

const exceptionOf = (written: Written['exceptions'][number]): Exception => {
  const { id, title, owner, reason, kind, detections, entities, expires, during } = written
  return {
    id,
    title,
    owner,
    reason,
    kind,
    detections,
    entities: entities.map(identityOf),
    expires: Date.parse(expires),
    ...(during && { during: scheduleOf(during) }),
  }
}

const zoneOf = ({ entities, ...rest }: Written['zones'][number]): Zone => ({
  ...rest,
  entities: entities.map(identityOf),
})

function scheduleOf({ days, between, from, to }: z.infer<typeof schedule>): Schedule {
  const [, fromHour, fromMinute, toHour, toMinute] = MINUTES.exec(between)!.map(Number)
  return {
    days: days.map((day) => DAYS.indexOf(day)),
    begins: fromHour! * 60 + fromMinute!,
    ends: toHour! * 60 + toMinute!,
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  }
}
