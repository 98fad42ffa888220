/** What the scanner does with whole blocks: log sources, line ends, records on several lines, lines of any length, hot witnesses. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileRule, parseSigma } from '../sigma/index.ts'
import { EPOCH } from './core/layout.ts'
import { createTwin, createWasm } from './engine.ts'
import { createScanner } from './scanner.ts'
import type { ScannerOptions } from './scanner.ts'

const rule = (title: string, logsource: string, selection: string) =>
  compileRule(
    parseSigma(`title: ${title}\nlogsource:\n  ${logsource}\ndetection:\n  s:\n    ${selection}\n  condition: s\n`)
      .rules[0]!,
  )

const shell = rule('shell', 'category: process_creation', 'Image|endswith: /sh')
const secret = rule('secret', 'product: kubernetes', 'objectRef.resource: secrets')
const port = rule('port', 'category: network_connection', 'DestinationPort: 1000000')
const rules = [shell, secret, port]

for (const [name, createEngine] of Object.entries({ TypeScript: createTwin, WebAssembly: createWasm }))
  describe(name, () => {
    const evaluate = (block: string | Buffer, options: ScannerOptions = {}) => {
      const found: string[] = []
      const scanner = createScanner(rules, { engine: createEngine(), ...options })
      const counts = scanner.evaluate(Buffer.from(block), (line, matched) =>
        found.push(`${line} ${matched.rule.title}`),
      )
      return { found, counts }
    }

    it('decides without parsing where it can', () => {
      const { found, counts } = evaluate('{"Image":"/bin/SH"}\n{"Image":"/bin/ls"}\n')
      assert.deepEqual(found, ['0 shell'])
      assert.deepEqual(counts, { lines: 2, matches: 1, candidates: 1, parsed: 0, malformed: 0, documents: 0 })
    })

    it('tries all rules, those of one log source, or those of the log source that a record names', () => {
      const block = '{"kind":"process_creation","Image":"/sh"}\n{"Image":"/sh","kind":"x"}\n{"Image":"/sh"}\n'
      assert.deepEqual(evaluate(block).found, ['0 shell', '1 shell', '2 shell'])
      assert.deepEqual(evaluate(block, { logsource: { category: 'Process_Creation' } }).found.length, 3)
      assert.deepEqual(evaluate(block, { logsource: { product: 'linux' } }).found, [])
      assert.deepEqual(evaluate(block, { logsourceKeys: { category: 'kind' } }).found, ['0 shell'])
      const escaped = block.replace('process_creation', '\\u0070rocess_Creation')
      assert.deepEqual(evaluate(escaped, { logsourceKeys: { category: 'kind' } }).found, ['0 shell'])
    })

    it('reads every line end, passes over empty lines, and a byte order mark before the first', () => {
      const { found, counts } = evaluate('\ufeff{"Image":"/sh"}\r\n\r\n \t\n{"Image":"/sh"}')
      assert.deepEqual([found, counts.lines, counts.malformed], [['0 shell', '3 shell'], 4, 0])
    })

    it('says what is malformed, and loses nothing else', () => {
      const bad = [
        '{"Image":"/sh"',
        '{"Image":"/sh"}}',
        '{"Image":"/sh",}',
        "{'Image':'/sh'}",
        '[{"Image":"/sh"}]',
        '"x"',
      ]
      const more = [
        '{"a":01}',
        '{"a":1.}',
        '{"a":tru}',
        '{"a":"\\x"}',
        '{"a":"\t"}',
        '{"a" 1}',
        '{"a":1 "b":2}',
        '{"a":[1,]}',
      ]
      const lines = [...bad, ...more].flatMap((line) => [line, '{"Image":"/sh"}'])
      const { found, counts } = evaluate(`${lines.join('\n')}\n`)
      assert.deepEqual(
        found,
        [...bad, ...more].map((_, index) => `${index * 2 + 1} shell`),
      )
      assert.equal(counts.malformed, bad.length + more.length)
    })

    it('reads records that stand on several lines, and says that they do', () => {
      const pretty = JSON.stringify({ Image: '/sh', of: [{ Image: '/sh' }] }, null, 2)
      const { found, counts } = evaluate(`{"Image":"/sh"}\n${pretty}\n{"Image":"/sh"}\n${pretty.slice(0, -1)}\n`)
      const last = pretty.split('\n').length + 1
      assert.deepEqual(found, ['0 shell', '1 shell', `${last} shell`])
      assert.equal(counts.documents, 1)
      assert.ok(counts.malformed > 0)
    })

    it('takes numbers in every spelling', () => {
      const spellings = ['1000000', '1e6', '1000000.0', '1.0E+6', '"1000000"', '10000000e-1', '1000001', '-1000000']
      const { found } = evaluate(spellings.map((number) => `{"DestinationPort":${number}}\n`).join(''))
      assert.deepEqual(
        found,
        [0, 1, 2, 3, 4, 5].map((line) => `${line} port`),
      )
    })

    it('counts the last of a key said twice, and the flat one of two that mean the same', () => {
      const { found } = evaluate(
        '{"Image":"/sh","Image":"x"}\n{"Image":"x","Im\\u0061ge":"/sh"}\n' +
          '{"objectRef":{"resource":"secrets"},"objectRef.resource":"pods"}\n{"objectRef.resource":"secrets","objectRef":1}\n',
      )
      assert.deepEqual(found, ['1 shell', '3 secret'])
    })

    it('looks for keywords in what a key means, and parses for that only where one is said twice', () => {
      const word = compileRule(
        parseSigma('title: word\ndetection:\n  s: [needle]\n  t: [hay]\n  condition: s and not t\n').rules[0]!,
      )
      const scanner = createScanner([word], { engine: createEngine() })
      const evaluated = (lines: readonly string[]): [string, number] => {
        let found = ''
        const { parsed } = scanner.evaluate(Buffer.from(lines.join('\n')), (line) => (found += line))
        return [found, parsed]
      }
      const many = Array.from({ length: 2000 }, (_, index) => `"k${index}":0`).join()
      assert.deepEqual(
        evaluated([
          '{"a":"a needle","b":{"a":"x"},"c":[{"a":1},{"a":2}]}',
          '{"a":"needle","b":"hay"}',
          '{"a" : {"b":"\\"}"}, "b":["Needle",{"a":{}}]}',
        ]),
        ['02', 0],
      )
      assert.deepEqual(evaluated(['{"a":"needle","b":1,"a":"x"}', '{"a":"x","a":"needle"}']), ['1', 2])
      assert.deepEqual(evaluated(['{"b":{"c":"needle","c":0}}', '{"b":"hay","c":"needle","b":1}']), ['1', 2])
      assert.deepEqual(evaluated(['{"a":"needle","\\u0061":"x"}', '{"a":"needle","é":"x"}']), ['1', 2])
      assert.deepEqual(evaluated([`{${many},"x":"needle"}`]), ['0', 1])
    })

    it('reads lines longer than its memory, and nesting deeper than its stack', () => {
      const long = `{"x":"${'y'.repeat(600_000)}","Image":"/sh"}\n`
      const deep = `{"x":${'['.repeat(5000)}${']'.repeat(5000)},"Image":"/sh"}\n`
      const { found, counts } = evaluate(`${long}{"Image":"/sh"}\n${deep}${long}`)
      assert.deepEqual(found, ['0 shell', '1 shell', '2 shell', '3 shell'])
      assert.equal(counts.lines, 4)
    })

    it('begins anew before the numbers of lines come round', () => {
      const engine = createEngine()
      const scanner = createScanner(rules, { engine })
      const block = Buffer.from('{"Image":"/sh"}\n{"Image":"x"}\n')
      for (const epoch of [0, 2 ** 30 + 1, 2 ** 30 - 1, 5]) {
        if (epoch > 0) new Int32Array(engine.space.buffer)[EPOCH / 4] = epoch
        assert.equal(scanner.evaluate(block, () => {}).matches, 1)
      }
      assert.ok(new Int32Array(engine.space.buffer)[EPOCH / 4]! < 100)
    })

    it('chooses other witnesses where those it has are met by every record', () => {
      const both = rule('both', 'category: x', 'A|contains: aaaaaaaaaaaaaaaa\n    B: b')
      const scanner = createScanner([both], { engine: createEngine() })
      const hot = `{"A":"aaaaaaaaaaaaaaaaa","B":"c"}\n`.repeat(9000)
      let matches = 0
      for (let round = 0; round < 3; round++) {
        const counts = scanner.evaluate(Buffer.from(`${hot}{"A":"aaaaaaaaaaaaaaaa","B":"B"}\n`), () => matches++)
        assert.deepEqual([counts.candidates, counts.parsed], [1, 0])
      }
      assert.equal(matches, 3)
    })
  })
