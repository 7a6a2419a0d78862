import { describe, expect, test } from 'vitest';
import { SecretMask } from '../../../../src/drive/redact/mask.ts';
import { maskJson } from '../../../../src/drive/redact/redact-json.ts';

/** Passwords as people and programs choose them. */
const VALUES = ['kV9pWm2LqZ', 'Tr0ub4dor&3x', 'x7!Rt_q42Lm', 'A9f3kQz81LmPw0Xy2bVt'];

/**
 * Where a secret is next to its name, by words, commands and formats without a sign of assignment; `*` is the secret.
 */
const PLACES = [
  // Commands and their files.
  'machine api.example.org\n  login jane\n  password *\n',
  '-machine api.example.org\n-  login jane\n-  password *\n',
  '-sshpass -p * ssh localhost',
  '-mysql -u root -p* db',
  '--setup-key *\n---setup-key *',
  '.example.org\tTRUE\t/\tTRUE\t1893456000\tsid\t*',
  '.example.org\\tTRUE\\t/\\tTRUE\\t1893456000\\tsid\\t*',
  'a\\npass_phrase=*',
  'a\\ntoken=*',
  'db.example.org:5432:prod:jane:*',
  'npm config set //registry.example.org/:_authToken *',
  'aws configure set aws_secret_access_key *',
  'redis-cli -h localhost -a * ping',
  'mongosh -u jane -p * --authenticationDatabase admin',
  'openssl enc -aes-256-cbc -k * -in a',
  'zip -P * a.zip b',
  'ipmitool -H localhost -U admin -P * chassis status',
  'helm registry login -u jane -p * r.example.org',
  'cqlsh -u jane -p * localhost',
  'swaks --to jane@example.org -au jane -ap *',
  'signtool sign /f c.pfx /p * a.exe',
  'xcrun altool --upload-app -u jane -p *',
  'security unlock-keychain -p * login.keychain',
  'gh secret set DEPLOY --body *',
  'db2 connect to shop user app using *',
  'net use Z: \\\\nas\\x * /user:jane',
  'net user jane * /add',
  'rclone obscure *',
  'networksetup -setairportnetwork en0 Home *',
  'cargo login *',
  'poetry config http-basic.x jane *',
  'mkpasswd -m sha-512 *',
  'oathtool --totp -b *',
  'sudo -S apt update <<< *',
  'echo * | wrangler secret put DEPLOY',
  'ktutil: addent -key -p jane@EXAMPLE.ORG -k 1 -e aes256-cts *',
  'username jane privilege 15 secret 9 *',
  'enable secret 5 *',
  'snmp-server community * RO',
  'encrypted-password "*"; ## SECRET-DATA',
  'AUTH PLAIN *',
  '---> PASS *',
  '/msg NickServ IDENTIFY *',
  'WIFI:T:WPA;S:Home;P:*;;',
  'userPassword: {SSHA}*',
  's:8:"password";s:12:"*";',
  "CREATE LOGIN app WITH PASSWORD = N'*'",
  'mosquitto_pub -h localhost -u dev -P * -t a',
  'sqlcmd -S db -U sa -P * -Q x',
  'snmpwalk -v2c -c * localhost',
  'snmpget -v3 -u mon -A * -l authNoPriv localhost',
  'rabbitmqctl add_user jane *',
  'wpa_passphrase Home *',
  'echo -n * | cryptsetup luksOpen /dev/sdb1 data -',
  "printf '*' | docker login -u jane --password-stdin",
  'echo * | gh auth login --with-token',
  'smbclient //host/share -U jane%*',
  '7z x -p* a.7z',
  'ldapsearch -x -D cn=admin -w * -b dc=x',
  'htpasswd -b .htpasswd jane *',
  'echo * | sudo -S apt update',
  'echo "root:*" | sudo chpasswd',
  "printf 'jane:*' | chpasswd",
  'rootbindpw *',
  'bindpw "*"',
  'requirepass *',
  'masterauth *',
  // A command that stores a secret, and files of a name and a password.
  'fly secrets set SESSION=*',
  'doppler secrets set SESSION *',
  'gh secret:create --value "*"',
  'az keyvault secret set --vault-name v --name n --value *',
  'aws ssm put-parameter --name /db --type SecureString --value *',
  'heroku config:set SESSION=*',
  "printf '*' | gcloud secrets versions add db --data-file=-",
  'echo -e "jane\\n*" > auth.txt',
  "echo 'jane:*' >> ~/.smbcredentials",
  'echo * | sudo tee /run/secrets/db',
  '<auth-user-pass>\njane\n*\n</auth-user-pass>',
  'chpasswd:\n  list: |\n    root:x\n    jane:*\n',
  'rootpw --plaintext *',
  'rar a -hp* a.rar b',
  'bw unlock *',
  'schtasks /create /tn t /tr a.exe /ru jane /rp *',
  'DRIVER={ODBC 18};SERVER=db;UID=sa;PWD=*',
  '<AdministratorPassword><Value>*</Value></AdministratorPassword>',
  '<input type="password" name="p" value="*">',
  'A temporary password is generated for root@localhost: *',
  '{"out":"os.Setenv(\\"DB_PASS\\", \\"*\\")"}',
  'PASSWORD\u001b[0m=\u001b[1m*',
  // Calls of a program.
  'new NetworkCredential("jane", "*")',
  "http.basic_auth 'jane', '*'",
  "requests.get(url, auth=('jane', '*'))",
  'client.login("jane", "*")',
  "jwt.sign(payload, '*', { expiresIn: '1h' })",
  "crypto.createHmac('sha256', '*')",
  'hmac.new(b"*", message, hashlib.sha256)',
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
  'the file has +db.example.org:5432:prod:jane:* in it',
  'kubectl create secret generic s --from-literal=plain=*',
  'mc alias set m https://minio.example.org admin *',
  'ConvertTo-SecureString "*" -AsPlainText',
  'PASS=*',
  // Formats.
  '<password>*</password>',
  '<wsse:Password Type="t">*</wsse:Password>',
  '<add key="DbPassword" value="*" />',
  '<key>APIToken</key>\n<string>*</string>',
  '> <key>APIToken</key>\n> <string>*</string>',
  'a.plist:3: <key>APIToken</key>\na.plist:4: <string>*</string>',
  '-<key>APIToken</key>\n-<string>*</string>',
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
  // Words and symbols.
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
  // Columns.
  'id,user,password\n1,jane,*\n2,joe,\n',
  '"id";"user";"api_key"\n"1";"jane; doe";"*"\n',
  'user\tDB_PASSWORD\tage\njane\t*\t30\n',
  '  12\tuser\tpassword\n  13\tjane\t*\n',
  '  12→user,passwort,age\n  13→jane,*,30\n',
  ' id | user | password\n----+------+---------\n  1 | jane | *\n',
  '| user | Password | age |\n|------|:--------:|-----|\n| jane | `*` | 30 |\n',
  '│ user │ token │ age │\n├──────┼───────┼─────┤\n│ jane │ * │ 30 │\n',
  "INSERT INTO users (id, name, password) VALUES (1, 'o''hara, j', '*');",
  'insert or replace into "app"."users"("id","api_key")\nvalues (1, lower(\'x\')), (2, "*")',
  "REPLACE INTO `t` (`secret`, `at`) VALUES\n  ('a', now()),\n  ('*', now());",
  'COPY users (id, password) FROM stdin;\n1\t*\n\\.\n',
  '{"a":"{\\"b\\":\\"the token is *\\"}"}',
  '{"a":"{\\"b\\":\\"token is \\\\\\"*\\\\\\" now\\"}"}',
];

/** Hexadecimal keys, also as long as a digest, which tools generate when asked for a key. */
const HEX = [32, 40, 64, 128].map((length) => '3f9a1c07be52d488'.repeat(8).slice(0, length));
const HEX_PLACES = [
  'secret(*)',
  'pw *',
  'enckey *',
  'private key\n*',
  'signing_secret:\n  *',
  'app secret - *',
  'VAULT_SECRET_ID=*',
  'password hash: *',
  'api_id=12345 api_hash=*',
  'session=*',
  'PHPSESSID: *',
  'https://example.org/reset/*',
  'https://mainnet.infura.io/v3/*',
  'openssl enc -aes-256-cbc -K * -in a',
];

/** How a literal is written in two parts; `<` and `>` are its halves. */
const PARTS = [
  'password = "<" + ">"',
  "token = '<' +\n    '>'",
  'password = ("<"\n            ">")',
  'const char *password = "<"\n  ">";',
  "$password = '<' . '>';",
  'password := "<" + \n\t">"',
  'PASSWORD = "<" & ">"',
  "api_key = '<' || '>'",
];

/** Secrets of digits only, next to their names. */
const NUMBERS = [
  'PIN: 471142',
  'recovery code: 471142-830265',
  'mullvad account login 4711428302117750',
  'backup code 1 of 2; your recovery code is 8302-471142-1177',
  'Your PIN is 471142.',
  'pin=471142',
  'pin_code = 471142',
  '| PIN | 471142 |',
  '<pin>471142</pin>',
  'PIN -> 471142',
  'password 471142',
  'The password is 471142',
  'Password for jane: 471142',
  'Passwort: 471142',
  'passcode 471142',
  'otp 471142',
  'your verification code is 471142',
  '2FA code: 471142',
  'one-time password: 471142',
  'code de vérification : 471142',
  '验证码：471142',
  'id,pin\n1,471142\n',
  'INSERT INTO cards (id, pin) VALUES (1, 471142)',
  '{"pin":"471142"}',
  '{"pin":471142}',
  '{"verificationCode":471142}',
  '{"rows":[{"name":"pin","value":"471142"}]}',
];

/** Similar text without a secret. */
const ORDINARY = [
  "createHmac('sha256', key).digest('base64url')",
  "jwt.verify(token, key, { algorithms: ['RS256'] })",
  'auth("jane", "reader")',
  'echo "see utils2.ts" > notes.md',
  'git config set user.name=jane',
  'PWD=/srv/app2/build',
  'the secrets set in a2 are read later',
  'the numbers 4711 1234 5678 9012 and 123456-123456',
  'AB12 is no account, DE12 3456 7890 1234 5678 90 is none either',
  'docker run -u root -p 8080:80/tcp nginx',
  'docker run -u 1000 -p 127.0.0.1:8080:80 nginx',
  'PASS test/security/login.test.ts',
  'net user /domain',
  'cargo login --help',
  'git log -k 3f9a1c07be52d4883f9a1c07be52d4883f9a1c07',
  "grep -P '^[a-z]+\\d' a && cp -P a b && curl -k https://localhost:8443/a1b2c3",
  'echo hello-world-1 | docker run --rm -i cat --stdin-open',
  'account number: 1234, account 4711428302117750 is closed',
  'index.k3riz9iq.k3ro1scl2awqjkuoish47rdm9ecqkno.js',
  'recovery code path: see-this-page, salt-and-pepper-noise',
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
  'password at line 471142, see pin 13 of the board',
  'max_tokens 4096; tokens: 471142; exit code 471142; error code: 471142',
  'password 2026-01-02, pin 1.2.3, passcode 12:30',
  'requirepass is set to nothing, and bindpw has no value',
  'echo "hello: world" | sudo tee a',
  'checked the PGP signature, and used it\nas before, and so on to the end',
  'name,age,city\njane,30,471142',
  '| flag | token |\n|---|---|\n| x | the one of the session |',
  "INSERT INTO users (id, name) VALUES (1, 'Tr0ub4dor3x')",
  '-password: string;\n+password: number;\n',
  '- a token is needed\n- the secret is not\n> and so on',
  `src/keys.ts:12:${'3f9a1c07be52d488'.repeat(4).slice(0, 40)} Fix the key\n`,
  `commit ${'3f9a1c07be52d488'.repeat(3).slice(0, 40)}\n> Author: jane`,
  `golang.org/x/net v0.1.0 h1:${Buffer.from('3f9a1c07be52d488'.repeat(4), 'hex').toString('base64')}`,
  'ETag: "3f9a1c07be52d4883f9a1c07be52d4883f9a1c07"',
  'trace_id=3f9a1c07be52d4883f9a1c07be52d488 traceparent: 00-3f9a1c07be52d4883f9a1c07be52d488-3f9a1c07be52d488-01',
  '- repo: https://github.com/a/b\n  rev: 3f9a1c07be52d4883f9a1c07be52d4883f9a1c07',
  'cache-key: node-modules-linux-x64-22',
  'sha256 = "0ds8l3zv1kbdnb7zq9x1h3mz2cvd8grkyi5fs1nv8jwl4nab9mp6"',
  'https://example.org/verify/every-page-of-the-guide-once',
  'session=job turn=3 session_id=1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  'const a = "x" + "y"; say("it is" + " so")',
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

test.each(HEX_PLACES)('%j shows no key of hex', (place) => {
  expect(HEX.filter((value) => new SecretMask().text(place.replace('*', () => value)).includes(value))).toEqual([]);
});

test.each(PARTS)('%j shows neither half', (place) => {
  const left = VALUES.filter((value) => {
    const halves = [value.slice(0, 5), value.slice(5)];
    const text = place.replace('<', () => halves[0] ?? '').replace('>', () => halves[1] ?? '');
    const shown = [new SecretMask().text(text), new SecretMask().screen(`${text}\n`, 80)];
    return shown.some((one) => halves.some((half) => one.includes(half)));
  });
  expect(left).toEqual([]);
});

test.each([
  'card 4539 1488 0343 6467 exp 09/29',
  'IBAN DE89 3704 0044 0532 0130 00',
  'IBAN DE89370400440532013000',
  'Recovery Key: 471823-092818-183920-561099-220341-118294-664301-298760',
  'FileVault: 7K2M-QWX4-9PLZ-AB3C-77DE-MMN8',
])('%j shows no account or key of digits and capitals', (text) => {
  expect(new SecretMask().text(text)).not.toMatch(/6467|0130 ?00|\d{6}-\d{6}|QWX4/);
});

test.each([
  "sshpass -p '*' ssh localhost",
  'bw unlock "*"',
  "zip -r -P '*' a.zip b",
  'vault kv put secret/a note="*"',
  'az keyvault secret set --name n --value \\"*\\"',
  'basic_auth("jane", "it\'s *")',
])('%j shows no word of a passphrase', (place) => {
  const shown = new SecretMask().text(place.replace('*', 'my velvet comet'));
  expect(shown).not.toMatch(/velvet|comet/);
});

test('a key of a known shape is found behind a colour', () => {
  const key = `sk-or-v1-${'3f9a1c07be52d488'.repeat(4)}`;
  for (const colour of ['\u001b[1;32m', '\\u001b[1;32m'])
    expect(new SecretMask().text(`${colour}${key}`)).not.toContain(key);
});

test('a key of a known shape is found in parts, whatever its name', () => {
  const text = `x = ${JSON.stringify('gh')} + ${JSON.stringify('p_a7B')} +\n  ${JSON.stringify('cdefghijklmnopqrstuvwxyz0123456789')}`;
  expect(new SecretMask().text(text)).not.toMatch(/a7B|cdefgh|456789/);
});

test.each(NUMBERS)('%j shows no number', (text) => {
  const value: unknown = text.startsWith('{') ? JSON.parse(text) : { text };
  expect(JSON.stringify(maskJson(value, new SecretMask()))).not.toContain('471142');
});

test.each([
  ['Mullvad account number: *', '4711 4283 0211 7750'],
  ['recovery code: *', '4w7n-p71a-x2c9'],
  ['my backup code is *.', 'k2m4-9xw7'],
  ['the one is *', 'k3RiZ9Iq.k3Ro1SCl2AWqJKuoisH47rDm9ecqKNoZ'],
])('%j shows no part of a code in groups', (place, value) => {
  expect(new SecretMask().text(place.replace('*', value))).not.toContain(value.slice(5));
});

test.each(ORDINARY)('%j stays', (text) => {
  expect(new SecretMask().text(text)).toBe(text);
  expect(new SecretMask().screen(`${text}\n`, 80)).toBe(`${text}\n`);
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
