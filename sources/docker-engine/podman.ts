/** Podman tells the same things in other words. */

// Only where the meaning is the same. What is Podman's own (init, cleanup, sync, refresh) keeps its word.
const WORDS = new Map([
  ['container/died', 'die'],
  ['container/remove', 'destroy'],
  ['container/exec', 'exec_start'],
  ['container/exec_died', 'exec_die'],
  ['image/remove', 'delete'],
  ['image/loadfromarchive', 'load'],
  ['network/remove', 'destroy'],
  ['volume/remove', 'destroy'],
])

/** Docker's word for it. Docker has a `remove` of its own, for networks of a swarm, and means the same by it. */
export const dockerWord = (type: string, word: string): string => WORDS.get(`${type}/${word}`) ?? word
