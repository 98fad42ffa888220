import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { array, assert as assertProperty, constantFrom, property } from 'fast-check'
import { redactRecord, redactText, redactWords } from './secrets.ts'

const redact = (): string => '[redacted]'
const text = (command: string): string => redactText(command, redact)

describe('secrets', () => {
  for (const [given, told] of [
    ['mysql -u root -phunter2 shop', 'mysql -u root -p[redacted] shop'],
    ['sh -c mysql -phunter2; ls -p', 'sh -c mysql -p[redacted]; ls -p'],
    ['mysqldump --password=hunter2 shop', 'mysqldump --password=[redacted] shop'],
    ['vault login --token hvsabc', 'vault login --token [redacted]'],
    ['PGPASSWORD=hunter2 psql -U shop', 'PGPASSWORD=[redacted] psql -U shop'],
    [`env AWS_SECRET_ACCESS_KEY='a/b+c' aws s3 ls`, `env AWS_SECRET_ACCESS_KEY='[redacted]' aws s3 ls`],
    ['curl -H "Authorization: Bearer abc.def" http://x/', 'curl -H "Authorization: Bearer [redacted]" http://x/'],
    ['wget --header="Authorization: Basic dTpw" u', 'wget --header="Authorization: Basic [redacted]" u'],
    ['curl -u ben:hunter2 http://x', 'curl -u ben:[redacted] http://x'],
    ['curl -uben:hunter2 http://x', 'curl -uben:[redacted] http://x'],
    ['curl https://ben:hunter2@git.example/x', 'curl https://ben:[redacted]@git.example/x'],
    ['curl -H "X-Api-Key: 1234" u', 'curl -H "X-Api-Key: [redacted]" u'],
    ['sshpass -p hunter2 ssh ben@host', 'sshpass -p [redacted] ssh ben@host'],
    ['redis-cli -a hunter2 ping', 'redis-cli -a [redacted] ping'],
    ['docker login -u ben -p hunter2 reg', 'docker login -u ben -p [redacted] reg'],
    [`curl -d '{"user":"ben","password":"hunter2"}' u`, `curl -d '{"user":"ben","password":"[redacted]"}' u`],
    ['echo eyJhbGciOiJI.eyJzdWIiOiIx.c2ln', 'echo [redacted]'],
    ['openssl rsa -passin pass:hunter2', 'openssl rsa -passin pass:[redacted]'],
  ] as const)
    it(`redacts ${given}`, () => assert.equal(text(given), told))

  for (const harmless of [
    'docker run -p 80:80 web',
    'PWD=/srv OLDPWD=/ ls',
    'cat /var/run/secrets/kubernetes.io/serviceaccount/token',
    'curl http://[::1]:8080/a@b',
    'mysql -p "$PASSWORD"',
    'echo PASSWORD=$PASSWORD',
    'MYSQL_ROOT_PASSWORD_FILE=/run/secrets/db run',
    'docker login --password-stdin',
    'kubectl get secret db -o yaml',
    'compass=north bypass=true',
  ])
    it(`leaves ${harmless}`, () => assert.equal(text(harmless), harmless))

  it('redacts words that are known apart', () => {
    assert.deepEqual(redactWords(['app', '--password', 'two words', '-v'], redact), [
      'app',
      '--password',
      '[redacted]',
      '-v',
    ])
    assert.deepEqual(redactWords(['sh', '-c', 'mysql -phunter2'], redact), ['sh', '-c', 'mysql -p[redacted]'])
  })
  it('redacts by the name of a field, of an environment variable, of a label', () => {
    assert.deepEqual(
      redactRecord(
        {
          Env: ['PATH=/bin', 'DB_PASSWORD=hunter2'],
          env: [{ name: 'API_TOKEN', value: 'abc' }],
          Labels: { 'com.example.token': 'abc', team: 'shop' },
          kept: [1, null, { a: true }],
        },
        redact,
      ),
      {
        Env: ['PATH=/bin', 'DB_PASSWORD=[redacted]'],
        env: [{ name: 'API_TOKEN', value: '[redacted]' }],
        Labels: { 'com.example.token': '[redacted]', team: 'shop' },
        kept: [1, null, { a: true }],
      },
    )
  })
  it('keeps every word that is not a secret, blanks and order included', () => {
    assertProperty(
      property(array(constantFrom('ls', '-l', '/tmp', 'id;', '|', '&&', 'é', '"a', 'b"', '\n')), (words) => {
        const line = words.join(' ')
        assert.equal(text(`${line} token=x`), `${line} token=[redacted]`)
      }),
    )
  })
  it('never leaves the secret of a long flag, wherever the flag stands', () => {
    assertProperty(
      property(
        array(constantFrom('sh', '-c', ';', 'curl', 'mysql', '-p', 'a=b', '--user')),
        constantFrom('--password ', '--password=', 'TOKEN=', '"secret":"', 'X-Api-Key: '),
        (before, flag) => {
          const told = text(`${before.join(' ')} ${flag}s3cr3t`)
          assert.ok(!told.includes('s3cr3t'), told)
        },
      ),
    )
  })
})
