/** What attribution answers about an event: who and what it is about, known, not known yet, or not to be known. */

/** `not-yet`: more may come that says it. `unknowable`: nothing that is heard can say it; `why` says what is missing. */
export type AnswerState = 'known' | 'not-yet' | 'unknowable'

/**
 * Which way somebody came into a container. `container`: it is what the container itself runs, or its health check. `nobody`: neither the
 * API server nor the engine was asked, and all who could have told were heard.
 */
type Way = 'api' | 'engine' | 'host' | 'container' | 'nobody'

/** A session that may be meant, where it cannot be told which. */
export interface Candidate {
  readonly session?: string
  readonly principal?: string
}

/** Who is behind what happens in a container: the session that it belongs to, and the person who opened that. */
export interface WhoAnswer {
  readonly state: AnswerState
  readonly way?: Way
  /** The audit ID of an API session, or the engine's exec id where no API session asked for it. */
  readonly session?: string
  /** The engine's exec, also where an API session asked for it. */
  readonly exec?: string
  readonly principal?: string
  /** Where the request came from. */
  readonly address?: string
  /** 1: nothing else is possible by what was heard. 0.9: nothing else was heard, and not everything that could be was. */
  readonly confidence?: 1 | 0.9
  readonly candidates?: readonly Candidate[]
  /** What it rests on, or what is missing, in words for people. */
  readonly why: string
}

/** Which pod and workload a container belongs to. */
export interface WhereAnswer {
  readonly state: AnswerState
  readonly container?: string
  readonly pod?: string
  readonly namespace?: string
  readonly workload?: string
  readonly node?: string
  readonly image?: string
  /** Who changed the workload last, controllers left out. */
  readonly changed_by?: string
  readonly why?: string
}

/** What stands behind an address: `nobody` where it is in a network that is known, and none of those in it had it. */
export type EndKind = 'pod' | 'container' | 'service' | 'node' | 'outside' | 'nobody'

/** Whose an address was at that time. */
export interface EndAnswer {
  readonly state: AnswerState
  /** Missing where a sensor of processes tells of this end by its container alone. */
  readonly address?: string
  readonly kind?: EndKind
  readonly pod?: string
  readonly container?: string
  readonly namespace?: string
  readonly workload?: string
  readonly service?: string
  readonly node?: string
  /** The range of the network that holds the address: `172.18.0.0/16`. */
  readonly network?: string
  /** Uids, where several had it; of the address of a node, its pods that share it. */
  readonly candidates?: readonly string[]
  readonly why?: string
}

/** The questions that were asked of an event; one that makes no sense for it is missing. */
export interface Attributed {
  readonly who?: WhoAnswer
  readonly where?: WhereAnswer
  /** The end that began it: of a flow, of a request to the API. */
  readonly source?: EndAnswer
  readonly destination?: EndAnswer
}

export type Question = keyof Attributed

/** How often a question was asked of the events of one source, by what the answer was in the end. */
export interface AnswerCount {
  readonly source: string
  readonly question: Question
  readonly known: number
  readonly not_yet: number
  readonly unknowable: number
}
