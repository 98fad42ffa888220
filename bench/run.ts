/** `npm run bench`: measures, prints the ratios beside the baseline, and writes a new baseline when asked to. */
import { parseArgs } from 'node:util'
import { measureAttribution } from './attribution.ts'
import { measureCorrelation } from './correlation.ts'
import { contest, disagreements, openContest, type Options, writeLane } from './contest.ts'
import { objectPath } from './engines/object-path.ts'
import { changeOf, type Cost, emptyFigures, type Figure, type Figures, readBaseline, writeBaseline } from './figures.ts'
import { makeLane } from './lanes/lanes.ts'
import { chooseSet, makeActive, readRules, type RuleFile, writeRules } from './rules.ts'
import { megabytes, percent, printTable, thousands, times } from './table.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    events: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.3' },
    lanes: { type: 'string', default: 'exec,k8s,flow,mix,loud' },
    rules: { type: 'string', default: '50,500,3000,3000-no-keywords' },
    active: { type: 'string', default: '10,50,100,250,500,1000' },
    engines: { type: 'string', default: '' },
    correlation: { type: 'boolean', default: true },
    attribution: { type: 'boolean', default: true },
    write: { type: 'boolean', default: false },
  },
})
const listed = (text: string): string[] => text.split(',').filter((part) => part !== '')
const options: Options = {
  events: +values.events,
  rounds: +values.rounds,
  seconds: +values.seconds,
  engines: listed(values.engines),
}

const rules = readRules()
if (rules === undefined) {
  process.stderr.write('The rules are not there: sigma-rules-all.tar.xz is looked for in ../shared/data.\n')
  process.exit(1)
}
const figures = emptyFigures()
const baseline = readBaseline()
const lanes = listed(values.lanes).map((lane) => writeLane(lane, options.events))
const execLane = lanes.find(({ lane }) => lane === 'exec') ?? writeLane('exec', options.events)

console.log(
  `${figures.machine.cpu}, Node ${figures.machine.node}, ${options.events} events a lane, ${options.rounds} rounds\n`,
)
for (const name of listed(values.rules)) await measureSet(name, chooseSet(rules, name), lanes, figures.lanes, true)
printFigures('Events per second of CPU time, parsing included', figures.lanes, baseline?.lanes)

const active = dropLoud(makeActive(rules), makeLane('exec', 2000))
for (const count of listed(values.active))
  await measureSet(`${count} active`, active.slice(0, +count), [execLane], figures.growth, false)
printFigures('Growth with rules that are all active on the lane', figures.growth, baseline?.growth)
printFootings(figures)
if (values.correlation) {
  figures.correlation = await measureCorrelation(options.rounds)
  printCosts('What correlation adds, in microseconds an event', figures.correlation)
}
if (values.attribution) {
  const { costs, perContainer } = measureAttribution(options.rounds)
  figures.attribution = costs
  printCosts('What attribution costs, in microseconds', costs)
  console.log(`It keeps ${perContainer.toFixed(0)} bytes of a container.\n`)
}
if (values.write) writeBaseline(figures)

async function measureSet(
  name: string,
  set: RuleFile[],
  on: typeof lanes,
  into: Figure[],
  compared: boolean,
): Promise<void> {
  process.stderr.write(`${name} rules ...\n`)
  const folder = writeRules(set)
  const files = set.map((_, index) => `${folder}/${index}.yml`)
  const contestants = await openContest(name, folder, files, options)
  for (const lane of on) {
    const told = compared ? await disagreements(contestants, lane) : []
    for (const line of told) console.log(`${lane.lane}, ${name} rules: ${line.slice(0, 1200)}`)
    into.push(...(await contest(contestants, lane, name, options)))
  }
  for (const { footing, stop } of contestants) {
    figures.footings.push(footing)
    stop()
  }
}

/** Leaves out rules that match more than three records in a thousand: growth is about rules, not about matches. */
function dropLoud(set: RuleFile[], block: Buffer): RuleFile[] {
  const counts = new Map<string, number>()
  objectPath.load(set.map(({ text }) => text))(block, (_, rule) => counts.set(rule, (counts.get(rule) ?? 0) + 1))
  return set.filter(({ document }) => (counts.get(String(document['id'])) ?? 0) <= 6)
}

function printFigures(title: string, now: Figure[], then: Figure[] | undefined): void {
  if (now.length === 0) return
  console.log(title)
  const rows = now.map((figure) => [
    figure.lane,
    figure.rules,
    figure.engine,
    thousands(figure.perSecond),
    percent(figure.spread).slice(1),
    times(figure.ofParse),
    times(figure.ofRsigma),
    percent(figure.found / options.events).slice(1),
    percent(changeOf(then, figure)),
  ])
  printTable([['lane', 'rules', 'engine', 'events/s', 'spread', 'of parse', 'of rsigma', 'matches', 'since'], ...rows])
}

function printCosts(title: string, costs: Cost[]): void {
  console.log(title)
  printTable([['what', 'µs'], ...costs.map(({ what, microseconds }) => [what, microseconds.toFixed(2)])])
}

function printFootings({ footings }: Figures): void {
  console.log('Load, in seconds of CPU time, and memory')
  const rows = footings.map(({ rules, engine, loadSeconds, rss }) => [
    rules,
    engine,
    loadSeconds.toFixed(2),
    megabytes(rss),
  ])
  printTable([['rules', 'engine', 'load', 'memory'], ...rows])
}
