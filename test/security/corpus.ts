import { createRandom } from '../detect/derive/random.ts';

const { next: random } = createRandom(20_261_129);
const pick = (signs: string, length: number): string =>
  Array.from({ length }, () => signs[Math.floor(random() * signs.length)] ?? '').join('');
const LOWER = 'abcdefghijkmnopqrstuvwyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '23456789';
/** It contains both kinds of letters and a digit, like every long one. */
const alnum = (length: number): string => `a7B${pick(LOWER + UPPER + DIGITS, length - 3)}`;
const hex = (length: number): string => `3f${pick('0123456789abcdef', length - 2)}`;
const caps = (length: number): string => `Q4${pick(UPPER + DIGITS, length - 2)}`;
const part = (...parts: string[]): string => parts.join('');
const encode = (text: string): string => Buffer.from(text).toString('base64url');

/** Values in the documented shapes of key issuers. Composed here, so that no file contains a whole one. */
const VENDORS: Record<string, () => string> = {
  github: () => part('gh', pick('pousr', 1), '_', alnum(36)),
  'github fine': () => part('github_', 'pat_', alnum(22), '_', alnum(59)),
  gitlab: () => part('gl', 'pat-', alnum(20)),
  'gitlab deploy': () => part('gl', 'dt-', alnum(20)),
  slack: () => part('xo', 'xb-', pick(DIGITS, 12), '-', pick(DIGITS, 12), '-', alnum(24)),
  'slack app': () => part('xa', 'pp-1-', caps(11), '-', pick(DIGITS, 13), '-', hex(64)),
  'slack hook': () => part('hooks.sla', 'ck.com/services/T', caps(8), '/B', caps(8), '/', alnum(24)),
  'discord hook': () => part('discord.com/api/web', 'hooks/', pick(DIGITS, 18), '/', alnum(68)),
  telegram: () => part(pick('123456789', 10), ':A', 'A', alnum(33)),
  stripe: () => part('sk', '_live_', alnum(24)),
  'stripe restricted': () => part('rk', '_live_', alnum(99)),
  'stripe hook': () => part('wh', 'sec_', alnum(32)),
  square: () => part('sq0', 'csp-', alnum(43)),
  shopify: () => part('sh', 'pat_', hex(32)),
  npm: () => part('np', 'm_', alnum(36)),
  pypi: () => part('py', 'pi-AgEIcHlwaS5vcmc', alnum(80)),
  docker: () => part('dc', 'kr_pat_', alnum(27)),
  rubygems: () => part('ruby', 'gems_', hex(48)),
  aws: () => part('AK', 'IA', pick(`${UPPER}234567`, 16)),
  'aws session': () => part('AS', 'IA', pick(`${UPPER}234567`, 16)),
  google: () => part('AI', 'za', alnum(35)),
  'google oauth': () => part('ya', '29.', alnum(60)),
  'google client': () => part('GOC', 'SPX-', alnum(28)),
  azure: () => part(alnum(3), '8', 'Q~', alnum(34)),
  digitalocean: () => part('do', 'p_v1_', hex(64)),
  databricks: () => part('da', 'pi', hex(32)),
  doppler: () => part('dp', '.pt.', alnum(43)),
  vault: () => part('hv', 's.', alnum(90)),
  'vault old': () => part('s', '.', alnum(24)),
  supabase: () => part('sb', 'p_', hex(40)),
  planetscale: () => part('psc', 'ale_tkn_', alnum(43)),
  pulumi: () => part('pu', 'l-', hex(40)),
  tailscale: () => part('ts', 'key-auth-', alnum(17), '-', alnum(32)),
  openai: () => part('sk', '-proj-', alnum(74), 'T3', 'BlbkFJ', alnum(74)),
  'openai old': () => part('sk', '-', alnum(48)),
  anthropic: () => part('sk', '-ant-api03-', alnum(93), 'AA'),
  groq: () => part('gs', 'k_', alnum(52)),
  xai: () => part('xa', 'i-', alnum(80)),
  huggingface: () => part('h', 'f_', alnum(34)),
  replicate: () => part('r', '8_', alnum(37)),
  perplexity: () => part('pp', 'lx-', alnum(48)),
  langsmith: () => part('ls', 'v2_pt_', hex(32), '_', hex(10)),
  pinecone: () => part('pc', 'sk_', alnum(60)),
  sendgrid: () => part('S', 'G.', alnum(22), '.', alnum(43)),
  brevo: () => part('xkey', 'sib-', hex(64), '-', alnum(16)),
  mailchimp: () => part(hex(32), '-u', 's', pick('12345', 1)),
  mailgun: () => part('ke', 'y-', hex(32)),
  twilio: () => part('S', 'K', hex(32)),
  grafana: () => part('gl', 'sa_', alnum(32), '_', hex(8)),
  newrelic: () => part('NR', 'AK-', caps(27)),
  postman: () => part('PM', 'AK-', hex(24), '-', hex(34)),
  launchdarkly: () => part('sd', 'k-', hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12)),
  linear: () => part('li', 'n_api_', alnum(40)),
  notion: () => part('nt', 'n_', alnum(46)),
  figma: () => part('fi', 'gd_', alnum(40)),
  airtable: () => part('p', 'at', alnum(14), '.', hex(64)),
  age: () => part('AGE-SEC', 'RET-KEY-1', caps(58)),
  sonar: () => part('sq', 'p_', hex(40)),
  jwt: () => part('ey', 'J', encode(`hbGciOi${alnum(20)}`), '.ey', 'J', encode(alnum(60)), '.', alnum(43)),
  bitbucket: () => part('AT', 'BB', alnum(32)),
  render: () => part('rn', 'd_', alnum(28)),
  plaid: () => part('access', '-production-', hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12)),
  snyk: () => part('sny', 'k_uat.', hex(8), '.', alnum(40)),
  razorpay: () => part('rz', 'p_live_', alnum(14)),
  mollie: () => part('li', 've_', alnum(30)),
  browserbase: () => part('b', 'b_live_', alnum(27)),
  inngest: () => part('sign', 'key-prod-', hex(64)),
  clickup: () => part('p', 'k_', pick(DIGITS, 8), '_', caps(32)),
  e2b: () => part('e', '2b_', hex(40)),
  'linear hook': () => part('li', 'n_wh_', alnum(32)),
  'neon role': () => part('np', 'g_', alnum(16)),
  'age plugin': () => part('AGE-PLU', 'GIN-YUBIKEY-1', caps(40)),
  'age, against quantum computers': () => part('AGE-SEC', 'RET-KEY-PQ-1', caps(60)),
  'azure devops': () => part('e7', pick(`${LOWER}${DIGITS}`, 50)),
  pagerduty: () => part('u', '+', alnum(18)),
  'gitlab runner': () => part('GR13', '48941', alnum(20)),
  honeycomb: () => part('hca', 'ik_', pick(`${LOWER}${DIGITS}`, 58)),
  axiom: () => part('xa', 'at-', hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12)),
  'mailgun, newer': () => part(hex(32), '-', hex(8), '-', hex(8)),
  mandrill: () => part('m', 'd-', alnum(22)),
  cursor: () => part('cr', 'sr_', hex(64)),
  composio: () => part('a', 'k_', alnum(20)),
  context7: () => part('ctx', '7sk-', hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12)),
  infisical: () =>
    part('s', 't.', hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12), '.', hex(32), '.', hex(32)),
  sourcegraph: () => part('sg', 'p_', hex(16), '_', hex(40)),
  packagist: () => part('pack', 'agist_out_', hex(68)),
  nostr: () => part('ns', 'ec1', pick(`${LOWER}${DIGITS}`, 58)),
  openrouter: () => part('sk', '-or-v1-', hex(64)),
  octopus: () => part('AP', 'I-', caps(26)),
  'long and random': () => alnum(64),
  pem: () => block('RSA PRI', 'VATE KEY'),
  openssh: () => block('OPENSSH PRI', 'VATE KEY'),
  pgp: () => block('PGP PRI', 'VATE KEY BLOCK'),
  openvpn: () => block('OpenVPN Static ', 'key V1'),
  'ansible vault': () => [part('$ANSIBLE', '_VAULT;1.1;AES256'), hex(80), hex(80), hex(38)].join('\n'),
};

function block(...name: string[]): string {
  const lines = Array.from({ length: 4 }, () => `${alnum(60)}+/=`.slice(0, 64));
  return [`-----BEGIN ${part(...name)}-----`, ...lines, `-----END ${part(...name)}-----`].join('\n');
}

/** Names of variables, fields and flags, as people write them; their values have no shape of their own. */
const NAMES =
  `DB_PASSWORD DB_PASS PASSPHRASE SECRET_KEY AWS_SECRET_ACCESS_KEY PRIVATE_KEY API_KEY AUTH_TOKEN CLIENT_SECRET
  password passwd secret apiKey api_key clientSecret accessToken refresh_token signingKey encryption_key dbPassword
  smtp_pass userPass ADMIN_PWD JWT_SECRET SESSION_SECRET WEBHOOK_SECRET COOKIE_SECRET MASTER_KEY LICENSE_KEY SSH_KEY
  spring.datasource.password my-app-token x-api-key keystorePassword storepass vaultToken bot_token NEXTAUTH_SECRET
  DJANGO_SECRET_KEY RAILS_MASTER_KEY STRIPE_KEY TWILIO_AUTH_TOKEN credentials auth_password`.split(/\s+/);
const WORDS = ['correct', 'horse', 'purple', 'river', 'hunter', 'winter', 'garden'];
/** Common passwords: words and digits, symbols, letters only, numbers. */
const CHOSEN = [
  () => `${WORDS[Math.floor(random() * 7)]}${pick(DIGITS, 3)}`,
  () => `${alnum(6)}!${pick(LOWER, 4)}#${pick(DIGITS, 2)}`,
  () => `${WORDS[Math.floor(random() * 7)]}${pick(LOWER, 7)}`,
  () => pick('123456789', 8),
  () => hex(40),
  () => `${alnum(20)}+${alnum(18)}`,
];

/** A secret, and the name it needs if it has no shape of its own. */
export interface Secret {
  about: string;
  value: string;
  name?: string;
}

/** Some 300 of them, the same in each run. */
export const SECRETS: Secret[] = [
  ...Object.entries(VENDORS).flatMap(([about, make]) => [0, 1].map(() => ({ about, value: make() }))),
  ...NAMES.flatMap((name, n) =>
    [0, 3, 4].map((step) => ({ about: `${name}`, name, value: (CHOSEN[(n + step) % CHOSEN.length] ?? alnum)(0) })),
  ),
].filter(({ value }, n, all) => all.findIndex((other) => other.value === value) === n);

const sgr = (code: number, text: string): string => `\x1b[${code}m${text}\x1b[0m`;
const withName = ({ name, value }: Secret, sign: string, fallback: string): string =>
  `${name ?? fallback}${sign}${value}`;
const shown = (secret: Secret): string => (secret.name === undefined ? secret.value : `${secret.name}=${secret.value}`);
const oneLine = (text: string): string => text.replaceAll('\n', '\\n');

/** Where secrets hide. `on`: the kinds of files it can be in. */
export const DISGUISES: Record<string, { of(secret: Secret): string; on?: 'screen' }> = {
  'alone on a line': { of: (s) => `first\n${shown(s)}\nlast` },
  'after a tab': { of: (s) => `first\t${shown(s)}\tlast` },
  'in a sentence': { of: (s) => `I found ${shown(s)} in the file.` },
  'an escape for the line before it': { of: (s) => `printf "x\\n${oneLine(shown(s))}\\n"` },
  'in JSON': { of: (s) => JSON.stringify({ [s.name ?? 'note']: s.value, other: 1 }) },
  'in indented JSON behind words': {
    of: (s) => `It says:\n${JSON.stringify({ [s.name ?? 'note']: s.value }, null, 2)}\nas is.`,
  },
  'in JSON in JSON': { of: (s) => JSON.stringify({ body: JSON.stringify({ [s.name ?? 'note']: s.value }) }) },
  'in a command’s JSON': { of: (s) => `curl -d '${JSON.stringify({ a: 1, [s.name ?? 'note']: s.value })}' localhost` },
  'in a query': {
    of: (s) => `https://example.org/x?a=1&${withName(s, '=', 'q').replace(s.value, encodeURIComponent(s.value))}&b=2`,
  },
  'in an address': { of: (s) => `git clone https://user:${encodeURIComponent(s.value)}@example.org/repo.git` },
  'in an address without a user': { of: (s) => `REDIS=redis://:${encodeURIComponent(s.value)}@localhost:6379/0` },
  'in a header': { of: (s) => `curl -H 'Authorization: Bearer ${oneLine(s.value)}' -H 'Accept: */*' localhost` },
  'in a key’s header': { of: (s) => `X-Api-Key: ${oneLine(s.value)}\nAccept: */*` },
  'in a cookie': { of: (s) => `Cookie: theme=dark; sid=${oneLine(s.value)}; lang=en` },
  'in a diff': { of: (s) => `@@ -1 +1 @@\n-${oneLine(shown(s)).replace(s.value, 'old')}\n+${oneLine(shown(s))}\n` },
  'in a diff without blanks': {
    of: (s) => `@@ -1 +1 @@\n-${oneLine(shown(s))}\n+${oneLine(shown(s)).replace(s.value, 'new')}\n`,
  },
  'in a quotation': { of: (s) => `He wrote:\n> ${oneLine(shown(s))}\n> so` },
  'found in a file': { of: (s) => `config/app.env:12:${oneLine(shown(s))}\n` },
  'in bold': { of: (s) => `It is **${oneLine(shown(s))}** now` },
  'in an export': { of: (s) => `export ${withName(s, '=', 'VALUE').replace(s.value, JSON.stringify(s.value))}` },
  'in YAML': { of: (s) => `app:\n  ${withName(s, ': ', 'value').replace(s.value, oneLine(s.value))}\n  port: 80\n` },
  'in TOML': {
    of: (s) => `[app]\n${withName(s, ' = ', 'value').replace(s.value, JSON.stringify(s.value))}\nport = 80\n`,
  },
  'after a flag': {
    of: (s) =>
      `deploy --${s.name === undefined ? 'password' : s.name.toLowerCase()} ${JSON.stringify(s.value)} --dry-run`,
  },
  'after a flag and a sign': { of: (s) => `deploy --token=${oneLine(s.value)} --dry-run` },
  'after curl’s flag': { of: (s) => `curl -u jane:${oneLine(s.value).replaceAll(' ', '')} localhost` },
  'in code': { of: (s) => `const ${(s.name ?? 'value').replace(/\W/g, '_')} = ${JSON.stringify(s.value)};` },
  'as base64': { of: (s) => `data: ${Buffer.from(shown(s)).toString('base64')} end` },
  'as base64 in a text': {
    of: (s) => `echo ${Buffer.from(`# config\n${shown(s)}\nport=80\n`).toString('base64')} | base64 -d`,
  },
  coloured: {
    on: 'screen',
    of: (s) =>
      shown(s)
        .split('\n')
        .map((line) => sgr(33, line))
        .join('\n'),
  },
  'in colour after a word': {
    on: 'screen',
    of: (s) =>
      `\x1b[1mkey\x1b[22m ${shown(s)
        .split('\n')
        .map((line) => sgr(32, line))
        .join('\n')} end`,
  },
  'coloured in its middle': {
    on: 'screen',
    of: (s) =>
      shown(s)
        .split('\n')
        .map((line) => line.slice(0, -4) + sgr(31, line.slice(-4)))
        .join('\n'),
  },
  'wrapped by the terminal': { on: 'screen', of: (s) => wrap(`value here ${shown(s)}`, 40) },
  'wrapped in a box': {
    on: 'screen',
    of: (s) =>
      wrap(`run ${shown(s)}`, 36)
        .split('\n')
        .map((row) => `│ ${row.padEnd(36)} │`)
        .join('\n'),
  },
  'wrapped behind an indent': {
    on: 'screen',
    of: (s) =>
      wrap(`use ${shown(s)} now`, 34)
        .split('\n')
        .map((row) => `     ${row}`)
        .join('\n'),
  },
  'wrapped and coloured': {
    on: 'screen',
    of: (s) =>
      wrap(`set ${shown(s)}`, 38)
        .split('\n')
        .map((row) => `\x1b[38;5;12m${row}\x1b[39m`)
        .join('\n'),
  },
  'in a link': {
    on: 'screen',
    of: (s) => `\x1b]8;;https://example.org/?token=${encodeURIComponent(s.value)}\x1b\\here\x1b]8;;\x1b\\`,
  },
};

function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''])
    .join('\n');
}

/** Texts of everyday work without a secret: hashes, ids, paths, code, prose, the output of tools. */
export const ORDINARY: string[] = [
  `commit ${hex(40)}\nAuthor: someone\n\n    Fix the parser`,
  `${hex(7)} Merge branch 'main'\n${hex(7)} Add a test`,
  `index ${hex(7)}..${hex(7)} 100644\n--- a/src/app.ts\n+++ b/src/app.ts`,
  `sha256:${hex(64)}  Image is up to date`,
  `deployed prod-${hex(40)} to all regions`,
  'live_reload_of_every_page_in_the_browser',
  'test_tokenizer_reads_numbers_with_exponents',
  'secret_handle_of_what_was_opened_first',
  `${hex(64)}  dist/app.tar.gz`,
  `"integrity": "sha512-${Buffer.from(hex(64)).toString('base64')}"`,
  `md5: ${hex(32)}`,
  '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  '/usr/local/lib/node_modules/typescript/lib/typescript.js:1234:56',
  'src/components/UserProfile/UserProfileHeader2.test.tsx',
  'https://github.com/owner/repo/blob/main/docs/README.md#L10-L20',
  'https://registry.npmjs.org/vitest/-/vitest-4.1.12.tgz',
  'npm i vitest@4.1.12 && npx tsc --noEmit',
  'uses: actions/checkout@v4',
  'PASS=12 FAIL=3 SKIP=0',
  'PASS: all of the suite',
  ' PASS  src/parser.test.ts (5.2 s)',
  'src/main.c:1204:14:error:undeclared',
  'const token = parseToken(input);',
  'const key = event.key === "Enter" ? submit : undefined;',
  'if (password.length < 8) throw new Error("password too short");',
  'interface Login { user: string; password: string; token?: string }',
  'def login(user: str, password: str) -> None:',
  'password = os.environ["DB_PASSWORD"]',
  ['token: $', '{{ secrets.GITHUB_TOKEN }}'].join(''),
  'export API_KEY=$API_KEY',
  'const secret = process.env.SECRET_KEY;',
  'The token is missing; a password was asked for.',
  'Usage: 12,345 input tokens, 678 output tokens, max_tokens: 4096',
  '"usage":{"input_tokens":123456,"output_tokens":789}',
  '"id":"msg_01AbCdEfGhIjKlMnOpQrStUv","type":"message"',
  'PASS src/app.test.ts (12 tests)\nTests: 12 passed',
  'Error: Cannot find module "./foo.js" at Object.<anonymous> (/usr/src/index.js:10:15)',
  'SELECT id, name FROM users WHERE created > 2026-01-01 ORDER BY name;',
  'std::vector<std::string> names; namespace a::b::c { }',
  '12:34:56 INFO server listening on 127.0.0.1:8080',
  'primaryKey: id, foreignKey: user_id, sortKey: created_at',
  'public_key: ./keys/id.pub',
  'for (const [key, value] of Object.entries(map)) out[key] = value;',
  'git checkout -b feature/very-long-branch-name-with-many-words-in-it-2026',
  'handleSomethingVeryLongWithManyThingsInsideTheComponentAndMore2',
  'import { describe, expect, test } from "vitest";',
  'Do you want to proceed?\n❯ 1. Yes\n  2. No, and tell me what to do differently',
  'total 24\ndrwxr-xr-x 2 root root 4096 Jan  1 00:00 src',
  '├── src\n│   ├── index.ts\n│   └── keys.ts',
  'version 1.2.3, build 20260101, node v20.19.4',
  'color: #ff8800; background: #1e1e2e;',
  'docker run -p 8080:80 -u 1000:1000 nginx:1.27',
  'See section 4.1.2 of RFC 7519 for the claims.',
];
