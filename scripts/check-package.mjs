import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Packs the package, installs it into an empty folder as a user would, and uses it there: the command, the services,
// the library and its types. Prints what is wrong, and then exits 1.
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const LIMIT_BYTES = 15 * 1024 * 1024;
const folder = mkdtempSync(path.join(tmpdir(), 'csd-package-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const user = path.join(folder, 'user');
const installed = path.join(user, 'node_modules/claude-session-driver');
const env = { PATH: process.env.PATH, HOME: path.join(folder, 'home'), TMUX_TMPDIR: folder };
const results = [];
const check = (label, ok, found = '') => results.push({ label, ok, found });
const run = (program, args, options = {}) => execFileSync(program, args, { encoding: 'utf8', ...options });

const [packed] = JSON.parse(
  run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  }).replace(/^[^[]*/, ''),
);
mkdirSync(user);
mkdirSync(env.HOME);
writeFileSync(path.join(user, 'package.json'), '{"name":"user","private":true,"type":"module"}');
run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', path.join(folder, packed.filename)], {
  cwd: user,
  stdio: 'ignore',
});

const files = (dir) =>
  readdirSync(dir, { recursive: true })
    .map((name) => path.join(dir, name))
    .filter((file) => statSync(file).isFile());
const modules = files(path.join(user, 'node_modules'));
const bytes = modules.reduce((sum, file) => sum + statSync(file).size, 0);
const names = modules
  .filter((file) => /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file))
  .map((file) => path.basename(path.dirname(file)));
check('installs under 15 MB', bytes < LIMIT_BYTES, `${(bytes / 1024 / 1024).toFixed(1)} MB: ${names.join(', ')}`);

const own = files(installed);
check('no file tells where it was built', true);
for (const file of own)
  if (readFileSync(file).includes(root))
    check('no file tells where it was built', false, path.relative(installed, file));

const readme = readFileSync(path.join(installed, 'README.md'), 'utf8');
const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link);
const lost = links.filter((link) => !existsSync(path.join(installed, link)));
check('what the README links is there', links.length > 10 && lost.length === 0, lost.join(', '));

const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
const csd = path.join(user, 'node_modules/.bin/csd');
check('csd --version', run(csd, ['--version'], { env }) === `${manifest.version}\n`);
check('csd --help', run(csd, ['--help'], { env }).includes('csd <command>'));
check('csd help send', run(csd, ['help', 'send'], { env }).includes('csd send <session>'));
check('csd demo', ...attempt(() => run(csd, ['demo'], { env: { ...env, LANG: 'C.UTF-8', TERM: 'xterm' } })));
check('csd ps --json', run(csd, ['ps', '--json'], { env }) === '{"sessions":[]}\n');
check(
  'csd mcp',
  (await converse(
    csd,
    ['mcp'],
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'check', version: '1' } },
    },
    /"serverInfo"/,
  )) === undefined,
);
check(
  'csd serve',
  (await converse(csd, ['serve', '--socket', path.join(folder, 's')], undefined, /"socket"|\/s\b/)) === undefined,
);

const use =
  "import { openDriver, STATUSES } from 'claude-session-driver';\nconst { sessions } = await openDriver().ps({});\nconsole.log(sessions.length, STATUSES.length > 0);\n";
writeFileSync(path.join(user, 'use.mjs'), use);
check('the library', run(process.execPath, ['use.mjs'], { cwd: user, env }) === '0 true\n');
writeFileSync(path.join(user, 'old.cjs'), "console.log(typeof require('claude-session-driver').openDriver);");
check(
  'require() of the library',
  canRequireModules() ? run(process.execPath, ['old.cjs'], { cwd: user, env }) === 'function\n' : true,
);

// Without `skipLibCheck`: the declarations must not name packages that are not installed.
writeFileSync(
  path.join(user, 'use.ts'),
  "import { openDriver } from 'claude-session-driver';\nexport const state: Promise<{ status: string }> = openDriver().state({ session: 'job' });\n// @ts-expect-error a field that is none\nopenDriver().state({ sesion: 'job' });\n",
);
const options = {
  module: 'nodenext',
  target: 'es2022',
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  types: ['node'],
  typeRoots: [path.join(root, 'node_modules/@types')],
};
writeFileSync(path.join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }));
const require = createRequire(import.meta.url);
const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin/tsc');
check('its types', ...attempt(() => run(process.execPath, [tsc, '-p', user], { cwd: user })));
check(
  'publint',
  ...attempt(() =>
    run(process.execPath, [
      path.join(root, 'node_modules/publint/src/cli.js'),
      installed,
      '--strict',
      '--pack',
      'false',
    ]),
  ),
);

for (const { label, ok, found } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${label}${found ? `: ${found}` : ''}`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;

function attempt(body) {
  try {
    body();
    return [true];
  } catch (error) {
    return [
      false,
      `${error.stdout ?? ''}${error.stderr ?? ''}${error.stdout === undefined ? error.message : ''}`.trim(),
    ];
  }
}

function canRequireModules() {
  return process.features.require_module === true;
}

/**
 * Starts the program, sends it some input, and returns what went wrong, or nothing once its output shows what is
 * wanted.
 */
function converse(program, args, message, wanted) {
  return new Promise((done) => {
    const child = spawn(program, args, { env: { ...env, XDG_RUNTIME_DIR: folder }, stdio: ['pipe', 'pipe', 'pipe'] });
    let text = '';
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        text += chunk;
        if (wanted.test(text)) child.kill('SIGTERM');
      });
    child.on('close', () => {
      clearTimeout(late);
      done(wanted.test(text) ? undefined : text);
    });
    if (message) child.stdin.write(`${JSON.stringify(message)}\n`);
  });
}
