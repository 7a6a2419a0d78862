import { describe, expect, test } from 'vitest';
import { SecretMask } from '../../src/drive/redact/mask.ts';

/** What a person chooses, and what a program does. */
const VALUES = ['Falcon4821!', 'saddle3752', 'kV9pWm2LqZ'];

/** Words for a password or a key in other languages; `*` is the secret. */
const WORDS = [
  'Adgangskode: *',
  'passord: *',
  'salasana: *',
  'jelszó: *',
  'parolă: *',
  'Kata sandi: *',
  'geslo: *',
  'slaptažodis: *',
  'κωδικός πρόσβασης: *',
  'كلمة المرور: *',
  'סיסמה: *',
  'पासवर्ड: *',
  'รหัสผ่าน: *',
  'La clave de acceso es *',
  'Clé secrète : *',
  'Geheimschlüssel: *',
  'секретный ключ: *',
  '密钥：*',
  '口令：*',
  '秘密鍵：*',
  '비밀 키: *',
];

/** Places of other kinds. */
const PLACES = [
  '- name: DB_PASSWORD\n  value: *',
  '{"env":[{"name":"DB_PASSWORD","value":"*"}]',
  'web-1  | 2026-11-30T08:12:44Z - name: DB_PASSWORD\nweb-1  | 2026-11-30T08:12:44Z   value: *',
  'src/a.yml:12:password: >-\nsrc/a.yml:13:  *',
  '│ password: >- │\n│   * │',
  'web-1  | user,password,role\nweb-1  | joe,*,admin',
  '{"out":"ok\\nuser,password,role\\njoe,*,admin"}',
  '{"out":"ok\\n| user | password |\\n|---|---|\\n| joe | * |\\ndone"}',
  '["password"]=>\n  string(10) "*"',
  'static NSString *const kClientSecret = @"*";',
  'const wchar_t *password = L"*";',
  'expect "assword:"\nsend "*\\r"',
  "Username for 'https://a.test': joe\nPassword for 'https://joe@a.test': *",
  'a1 LOGIN joe *',
  'USER joe\n331 Please specify the password.\nPASS *',
  'ACL SETUSER joe on >* ~* +@all',
  'addauth digest joe:*',
  'cvs -d :pserver:joe:*@cvs.example.org:/repo co x',
  '/msg NickServ identify *',
];

/** What a command prints below it, and rows and fields whose heading tells what they are. */
const PRINTED = [
  '$ echo $DB_PASSWORD\n*',
  '$ cat /run/secrets/db_password\n*',
  '● Bash(cat ~/.vault-token)\n  ⎿  *',
  '$ pass show mail/joe\n*\n$ ',
  '$ op read op://vault/acme/password\n*',
  '$ bw get password acme\n*',
  '$ terraform output -raw db_password\n*',
  '$ gcloud secrets versions access latest --secret=db\n*',
  "$ kubectl get secret pg -o jsonpath='{.data.password}' | base64 -d\n*",
  '$ security find-generic-password -s acme -w\n*',
  '$ openssl rand -hex 32\n*',
  'web-1  | $ pwgen -s 20 1\nweb-1  | *',
  '{"command":"pass show a","stdout":"$ pass show a\\n*\\ndone"}',
  '$ sops -d secrets.yaml\ndb:\n    admin: *\n',
  '$ argocd admin initial-password\n*',
  '{"Name":"/prod/db/password","Type":"SecureString","Value":"*"}',
  '{"id":"https://acme.vault.azure.net/secrets/db/1","value":"*"}',
  '{\\"Name\\":\\"/prod/db/password\\",\\"Type\\":\\"String\\",\\"Value\\":\\"*\\"}',
  '[credentials]\nlogin = joe\nvalue = *\n',
  'auth:\n  - joe:*\n',
  'joe:{PLAIN}*:1000:1000::/home/joe',
  '"joe"  *(?)  "*"  *(?)',
  '1 SHA1 *',
  '/secure set libera *',
  'nmcli dev wifi connect Home password *',
  "gpg --batch --passphrase-fd 0 -d a.gpg <<< '*'",
  'ldappasswd -x -D cn=admin -s * uid=joe',
];

/** The same where only a value that no word looks like is a secret. */
const PERHAPS = [
  'Login with joe / *',
  'Credentials: joe / *',
  'bundle config gems.example.org joe:*',
  'b2 authorize-account joe *',
];

const masked = (text: string) => new SecretMask().text(text);

describe('a secret is masked', () => {
  test.each([...WORDS, ...PLACES])('in %j', (place) => {
    for (const value of VALUES) expect(masked(place.replace(/\*(?!const|password|\s\+@)/, value))).not.toContain(value);
  });

  test.each(PRINTED)('in %j, chosen by a person or a program', (place) => {
    for (const value of ['Winter7745!', 'w4QkV9pWm2LqZ3x7RtY8'])
      expect(masked(place.replace(/\*(?!\(\?\))/, () => value).replaceAll('*(?)', '*'))).not.toContain(value);
  });

  test.each(['wandb login *', 'https://maker.ifttt.com/trigger/door/with/key/*'])('in %j, if it is random', (place) => {
    expect(masked(place.replace('*', 'w4QkV9pWm2LqZ3x7RtY8'))).not.toContain('w4QkV9pWm2LqZ3x7RtY8');
  });

  test.each(PERHAPS)('in %j, if it is unusual', (place) => {
    expect(masked(place.replace('*', 'Winter7745!'))).not.toContain('Winter7745!');
    expect(masked(place.replace('*', 'something'))).toContain('something');
  });

  test.each([
    `[${Array.from({ length: 64 }, (_, n) => (n * 37) % 256).join(', ')}]`,
    'abcd fbhn zioa hcim',
    'syt_am9l_kVpWmLqZabTrYuIoPaSd_m9TT1u',
    'SBQWY3DNPFWGSZTFNV4WQZLBOQ2TMNBRGYYDCNJWGQ3DKMBQGE3TQMZX',
  ])('by its form: %j', (value) => {
    const place = value.includes(' ') && !value.includes(',') ? `App password: ${value}` : `the file has ${value}`;
    expect(masked(place)).not.toContain(value.slice(value.length / 2));
  });
});

test.each([
  'name: NODE_ENV\n  value: production',
  'git@github.com:acme/app.git, react@18.2.0, npm:left-pad@1.3.0',
  'login as administrator / owner of the repository',
  'net use the path C:\\new\\table\\root',
  '[1, 2, 3, 4, 5, 6, 7, 8]',
  'The identify command prints width and height.',
  'config set user.name joe:developer',
  'LOGIN and PASS are commands of IMAP and FTP.',
  '$ cat src/token.ts\nimport\n',
  '$ openssl rand -help\nUsage: rand [options] num\n',
  '$ pass show mail/joe\nError: mail/joe is not in the password store.\n',
  '[credentials]\nhelper = store\n',
  'users:\n  - joe:developer\n',
  '{"name":"/prod/db/host","type":"String","value":"db-1.acme"}',
])('ordinary text stays: %j', (text) => {
  expect(masked(text)).toBe(text);
});
