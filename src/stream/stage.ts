/**
 * The contract of a stage: it sees one item and answers with what follows from it.
 * It does no I/O, reads no clock and draws no random number, so that replay equals live.
 */
export interface Stage<In, Out> {
  observe(item: In): Out[]
  /** Event time has reached `now` (epoch milliseconds): close what was waiting for it. */
  advance?(now: number): Out[]
  /** Nothing more will come: say what was waiting for more, as far as it can be said without. Nothing is observed afterwards. */
  end?(): Out[]
}

/** Two stages one after the other are a stage. */
function chain<A, B, C>(first: Stage<A, B>, second: Stage<B, C>): Stage<A, C> {
  return {
    observe: (item) => first.observe(item).flatMap((next) => second.observe(next)),
    advance: (now) => [
      ...(first.advance?.(now) ?? []).flatMap((next) => second.observe(next)),
      ...(second.advance?.(now) ?? []),
    ],
    end: () => [...(first.end?.() ?? []).flatMap((next) => second.observe(next)), ...(second.end?.() ?? [])],
  }
}

/** Six in a row: the length of ours. */
export const row = <A, B, C, D, E, F, G>(
  a: Stage<A, B>,
  b: Stage<B, C>,
  c: Stage<C, D>,
  d: Stage<D, E>,
  e: Stage<E, F>,
  f: Stage<F, G>,
): Stage<A, G> => chain(chain(chain(chain(chain(a, b), c), d), e), f)

/** The same stage, overheard. */
export function told<In, Out>(stage: Stage<In, Out>, listener: (out: Out) => void): Stage<In, Out> {
  const tell = (outs: Out[]): Out[] => {
    outs.forEach((out) => listener(out))
    return outs
  }
  return {
    observe: (item) => tell(stage.observe(item)),
    advance: (now) => tell(stage.advance?.(now) ?? []),
    end: () => tell(stage.end?.() ?? []),
  }
}
