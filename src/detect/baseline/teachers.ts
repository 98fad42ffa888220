/** Who taught the entries of a baseline, by number: whoever doubts an entry finds the event that brought it. */
import type { Event } from '../../model/event.ts'

export interface Teacher {
  /** Entities that acted, as `type:uid`. */
  readonly by: readonly string[]
  /** The image that it was seen on, where there is one. */
  readonly image?: string
  /** The event's uid. */
  readonly event: string
  /** Epoch milliseconds. */
  readonly time: number
  /** Set where it was taken over because of a change that the orchestrator told of, and whose. */
  readonly change?: string
}

export interface Teachers {
  /** From 1; the same number for the same actors, image and change, which teach many entries. Only the first event is asked for its uid. */
  number(teacher: Omit<Teacher, 'event'>, of: Pick<Event, 'uid'>): number
  get(number: number): Teacher | undefined
  snapshot(): readonly Teacher[]
  restore(teachers: readonly Teacher[]): void
}

/** An entry has two bytes for it; beyond that entries know only that somebody taught them. */
const MOST = 65_534
const UNNAMED = 65_535

export function createTeachers(): Teachers {
  const teachers: Teacher[] = []
  const numbers = new Map<string, number>()
  const keyOf = ({ by, image, change }: Omit<Teacher, 'event'>): string => [...by, image, change].join('\0')
  const add = (teacher: Omit<Teacher, 'event'>, of: Pick<Event, 'uid'>): number => {
    const key = keyOf(teacher)
    const known = numbers.get(key)
    if (known !== undefined) return known
    if (teachers.length >= MOST) return UNNAMED
    numbers.set(key, teachers.push({ ...teacher, event: of.uid }))
    return teachers.length
  }
  return {
    number: add,
    get: (number) => teachers[number - 1],
    snapshot: () => [...teachers],
    restore(from) {
      teachers.length = 0
      numbers.clear()
      for (const teacher of from) add(teacher, { uid: teacher.event })
    },
  }
}
