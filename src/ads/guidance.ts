/** What a new package says to its author, section by section; comments, so that a section with guidance alone is empty. */
import { formatProbe, PROBES } from './probe.ts'
import type { SectionName } from './section.ts'

const GUIDANCE: { readonly [name in Exclude<SectionName, 'Additional Resources'>]: string } = {
  Goal: `One paragraph: which behaviour is told of, and why a person should care.`,
  Categorization: `The tactic and technique of ATT&CK, in words. A technique outside the Containers matrix is \`adapted\` in the
front matter, with the reason.`,
  'Strategy Abstract': `Which sources are read, which fields decide, and how. A colleague should be able to write the rule from it.`,
  'Technical Context': `What somebody who has never seen this technology needs to understand an alert: what the operation does, who
does it in a healthy system, what it leaves in the records. No more than a page.`,
  'Blind Spots and Assumptions': `Under Blind Spots, each way past the rule has a name and a case in samples/missed.jsonl that begins with it:

### Blind Spots
- **by-template**: what is not seen, and why

Under Assumptions, each names the probe that watches it, one of
${PROBES.map((probe) => `${formatProbe(probe)}: ${probe.holds}`).join('\n')}

### Assumptions
- **pods-audited**: what must be true (assumes: audit-level(pods, Request))`,
  'False Positives': `Each harmless reason to match has a name and a case in samples/benign.jsonl that begins with it:

- **node-agent**: who does it, and how that is told apart`,
  Validation: `How samples/malicious.jsonl was caught and how emulation.yml causes it again.`,
  Priority: `Why it has this level. Where something makes it graver than the rule says, name it:

- **outside-hours**: when it applies`,
  Response: `What the steps of response.yml are for, and what the person who answers has to decide.`,
}

export const guidance = (name: keyof typeof GUIDANCE): string => GUIDANCE[name]
