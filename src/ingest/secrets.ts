/** Finds secrets in text and in commands: what people type as passwords, and what looks like a credential. */
import { isBlank, partWords } from './words.ts'

type Redact = (secret: string) => string

// The end of a name that promises a secret: DB_PASSWORD, --client-secret, X-Api-Key; not secretName or TOKEN_FILE.
const NAME = String.raw`(?:pass|passw(?:or)?d|passphrase|pwd|secret|token|credentials?|authorization|(?:api|access|secret|private|account|encryption)[-_.]?key)`
const SECRET_NAME = new RegExp(`(?:^|[^a-zA-Z]|[a-z](?=[A-Z])|pg|db)${NAME}$`, 'i')
const NO_SECRET_NAME = /^(?:old)?pwd$/i

/** Whether the value under this name (of a variable, a flag, a field) is one to keep to oneself. */
export const isSecretName = (name: string): boolean =>
  name.length <= 256 && SECRET_NAME.test(name.toLowerCase() === name ? name : name) && !NO_SECRET_NAME.test(name)
