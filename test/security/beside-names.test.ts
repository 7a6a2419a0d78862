import { describe, expect, test } from 'vitest';
import { SecretMask } from '../../src/drive/redact/mask.ts';

/** Passwords as people and programs choose them. */
const VALUES = ['kV9pWm2LqZ', 'Tr0ub4dor&3x', 'x7!Rt_q42Lm', 'A9f3kQz81LmPw0Xy2bVt'];

/** Where a secret stands beside what names it, by words, commands and formats that have no sign of assignment there; `*` is the secret. */
const PLACES = [
  // Commands and files of theirs.
  'machine api.example.org\n  login jane\n  password *\n',
  'db.example.org:5432:prod:jane:*',
  'npm config set //registry.example.org/:_authToken *',
  'aws configure set aws_secret_access_key *',
  'redis-cli -h localhost -a * ping',
  'mongosh -u jane -p * --authenticationDatabase admin',
  'openssl enc -aes-256-cbc -k * -in a',
  'zip -P * a.zip b',
  '7z x -p* a.7z',
  'ldapsearch -x -D cn=admin -w * -b dc=x',
  'htpasswd -b .htpasswd jane *',
  'echo * | sudo -S apt update',
  'az login --service-principal -u app -p * --tenant t',
  "ssh-keygen -t ed25519 -N '*' -f k",
  'security add-generic-password -a x -s y -w *',
  'sqlplus scott/*@orcl',
  'jdbc:oracle:thin:scott/*@//localhost:1521/x',
  'curl -b "session=*" localhost',
  'ENV API_KEY *',
  'setx API_TOKEN *',
  'setenv API_TOKEN *',
  'set -gx API_TOKEN *',
  // Formats.
  '<password>*</password>',
  '<wsse:Password Type="t">*</wsse:Password>',
  '<add key="DbPassword" value="*" />',
  '<key>APIToken</key>\n<string>*</string>',
  'Server=db;User Id=sa;Pwd=*;Encrypt=yes',
  'network={\n psk="*"\n}',
  'password: |\n  *\nuser: x',
  'db_password: >-\n    *\n',
  'password: !vault *',
  '| name | value |\n|---|---|\n| password | * |',
  '| DB_PASSWORD | `*` |',
  '│ API_TOKEN │ * │',
  'api-key = """*"""',
  'password = [[*]]',
  // Code.
  "{'user': u'jane', 'password': u'*'}",
  "SECRET_KEY = b'*'",
  "define('DB_PASSWORD', '*');",
  'setPassword("*")',
  '.password("*")',
  'if (password == "*")',
  "token === '*'",
  'const password: string = "*";',
  'let api_key: &str = "*";',
  'var apiKey string = "*"',
  // Words and signs.
  'password -> *',
  'Password ........ *',
  'password\t*',
  'password set to *',
  'Password for jane: *',
  'PASSWORD *',
  'password：*',
  'password\u00a0=\u00a0*',
  'pass\u200bword=*',
  'password = “*”',
  'Passwort: *',
  'Das Passwort lautet *',
  'mot de passe : *',
  'contraseña: *',
  'パスワード: *',
  '密码：*',
  'пароль: *',
];

/** What looks alike and tells nothing. */
const ORDINARY = [
  '| `token` | a key or token of a known shape, by the rules of x |',
  '| `notesKey` | optional: the key that opens a row for notes |',
  'The password is required, and the token was refused.',
  'a token for utils2.ts, and the key of src/keys2/index.ts',
  'password reset2 failed; see tokenizer.ts:120',
  'token expired at 2026-01-02T10:00:00Z',
  'setPassword(value)',
  'if (password === "") return;',
  'const token: string = "password";',
  'Passwort vergessen?',
  '<password></password> <token/>',
  'secrets -> scripts/secrets/README.md',
  'zip -r a.zip b && unzip a.zip',
  'src/keys.ts:120:33:error: no value',
];

describe.each(PLACES)('%j', (place) => {
  test('shows nothing of a secret', () => {
    const left = VALUES.filter((value) => {
      const text = place.replace('*', () => value);
      const shown = [new SecretMask().text(text), new SecretMask().screen(`${text}\n`, 80)];
      return shown.some((one) => one.includes(value) || one.includes(value.slice(-8)));
    });
    expect(left).toEqual([]);
  });
});

test.each(ORDINARY)('%j stays', (text) => {
  expect(new SecretMask().text(text)).toBe(text);
});

describe('a form that is secret itself', () => {
  test.each([
    ['of crypt(3)', 'jane:*:19000:0:99999:7:::', `$6$kg4ruqgJDOR9$${'aB3./'.repeat(17)}`],
    ['of bcrypt', 'hash *', `$2b$12$${'aB3./'.repeat(10)}abc`],
    ['of Apache', 'jane:*', '$apr1$G7kkHFzp$cwn1UHcE4VrfEFhb6B66lm'],
    ['of words', 'seed phrase: *', 'legal winner thank year wave sausage worth useful legal winner thank yellow'],
  ])('%s', (_, place, value) => {
    expect(new SecretMask().text(place.replace('*', () => value))).not.toContain(value.slice(-16));
  });
});
