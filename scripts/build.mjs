import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { pageAssets } from './page.mjs';
import { keepCode, listUsual } from './rehearse.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

// Built next to the old files and moved over them, so that a csd that runs meanwhile never sees an incomplete program.
if (process.argv.includes('--clean')) rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
const next = mkdtempSync('dist/.next-');
process.on('exit', () => rmSync(next, { recursive: true, force: true }));

const HOUR_MS = 3_600_000;

/**
 * The beginning of the launcher: a program for the shell, a text and a comment for Node. (`env -S` with options could
 * avoid the shell, but neither BusyBox nor the shims of pnpm support it.) Its comments are removed, because the shell
 * would read them each time.
 */
const HEAD = `#!/usr/bin/env sh
':' /*
${readFileSync('scripts/launcher.sh', 'utf8').replace(/^ *#.*\n|^\n/gm, '')}*/
`.replaceAll('CSD_RELEASE', JSON.parse(readFileSync('package.json', 'utf8')).version);
if (HEAD.indexOf('*/') !== HEAD.length - 3) throw new Error('scripts/launcher.sh ends the comment that it is to Node');

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  sourcemap: false,
  legalComments: 'none',
};

/** Turns `import()` into `require`, which does not start Node's module loader. */
const COMMONJS = { format: 'cjs', supported: { 'dynamic-import': false } };

/**
 * A part as the launcher calls it, in ASCII: V8 reads that at half the size. esbuild escapes strings, but not regular
 * expressions.
 */
function asPart(code) {
  const ascii = code
    .replace(/^#!.*/, '')
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `(function (exports, require, module) {${ascii}\n})`;
}

// CommonJS starts 6 ms sooner than a module. Code that a command shares with no other is a separate file in `lib/`,
// loaded on demand; esbuild splits only modules, so the code is split first and then turned into CommonJS.
const program = await build({
  ...common,
  entryPoints: { program: 'src/entry/bin.ts' },
  plugins: [pageAssets],
  format: 'esm',
  splitting: true,
  minify: true,
  outdir: next,
  outExtension: { '.js': '.cjs' },
  entryNames: 'lib/[name]-[hash]',
  chunkNames: 'lib/[name]-[hash]',
  write: false,
  // yargs looks for its translations beside itself, finds none and speaks English.
  define: { 'import.meta.url': '"file:///nowhere/csd.js"' },
});
for (const { path: file, text } of program.outputFiles) {
  const { code } = await transform(text, { ...COMMONJS, platform: 'node', target: common.target, minify: true });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, asPart(code));
}

// The looks of a polling loop are a separate program in one file, because joining parts takes time, too. Modules that
// are loaded later are not in it; if a look needs one, its failure leaves the look to the whole program.
const nothingLater = {
  name: 'nothing-later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ kind, path: asked }) =>
      kind === 'dynamic-import' ? { path: asked, external: true } : undefined,
    ),
};

// esbuild copies the names of a CommonJS module for each file that imports it: for `node:path` alone this costs a look
// 0.4 ms.
const plainPath = {
  name: 'plain-path',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:path$/, namespace: 'file' }, ({ path: asked }) => ({ path: asked, namespace: 'plain' }));
    onLoad({ filter: /./, namespace: 'plain' }, () => ({
      contents: "const it = require('node:path'); export default it;",
    }));
  },
};
const { outputFiles } = await build({
  ...common,
  ...COMMONJS,
  entryPoints: { direct: 'src/entry/fast-path/fast-path.ts' },
  plugins: [nothingLater, plainPath],
  minify: true,
  outdir: next,
  entryNames: 'lib/[name]-[hash]',
  write: false,
});
// The program that an agent asks before each tool is separate, too, because a tool waits for it.
const asked = await build({
  ...common,
  ...COMMONJS,
  entryPoints: { asked: 'src/entry/internal/guard-hook.ts' },
  minify: true,
  outdir: next,
  entryNames: 'lib/[name]-[hash]',
  write: false,
});
for (const { path: file, text } of [...outputFiles, ...asked.outputFiles])
  writeFileSync(file.replace(/js$/, 'cjs'), asPart(text));

// The host of an agent without a screen is a separate program, so that it needs little memory as long as the agent
// lives.
const host = await build({
  ...common,
  ...COMMONJS,
  entryPoints: { host: 'src/entry/internal/stream-host.ts' },
  minify: true,
  outdir: next,
  entryNames: 'lib/[name]-[hash]',
  write: false,
});
for (const { path: file, text } of host.outputFiles) writeFileSync(file.replace(/js$/, 'cjs'), asPart(text));

const bin = path.resolve(next, 'bin.cjs');
const parts = readdirSync(`${next}/lib`);
const [entry] = parts.filter((name) => name.startsWith('program-'));
const [direct] = parts.filter((name) => name.startsWith('direct-'));
const [guard] = parts.filter((name) => name.startsWith('asked-'));
const [holder] = parts.filter((name) => name.startsWith('host-'));
const fixture = path.resolve('fixtures/claude/2.1.330/tool--done');
const draft = writeUsual([entry]);
const usual = listUsual(bin, fixture);
for (const name of readdirSync(`${next}/lib`))
  if (name.startsWith(draft) || name.endsWith('.code')) rmSync(`${next}/lib/${name}`);
writeUsual(usual);
keepCode(bin, fixture);

/** Writes the launcher, and the parts that each start reads as one file, whose name is returned. */
function writeUsual(names) {
  const bodies = names.map((name) => `${JSON.stringify(name)}: ${readFileSync(`${next}/lib/${name}`, 'latin1')}`);
  const text = `({${bodies.join(',\n')}})`;
  const file = `usual-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.cjs`;
  writeFileSync(`${next}/lib/${file}`, text, 'latin1');
  const launcher = readFileSync('scripts/launcher.cjs', 'utf8');
  writeFileSync(
    bin,
    HEAD +
      launcher
        .replaceAll('USUAL', file)
        .replaceAll('DIRECT', direct)
        .replace('HOLDER', holder)
        .replace('GUARD', guard)
        .replace('PROGRAM', entry),
  );
  chmodSync(bin, 0o755);
  return file;
}

await build({
  ...common,
  entryPoints: ['src/entry/index.ts'],
  outfile: `${next}/index.js`,
  format: 'esm',
  // Libraries in it that are not modules require the built-ins of Node, which a module cannot do by itself.
  banner: {
    js: "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);",
  },
  // Its schemas and types belong to the user too; everything else is in the file.
  external: ['zod'],
  // A fifth smaller, with the names that a stack trace shows.
  minifyWhitespace: true,
  lineLimit: 160,
});

writeFileSync(`${next}/cms.cjs`, readFileSync('scripts/cms.cjs'));
chmodSync(`${next}/cms.cjs`, 0o755);

mkdirSync('dist/lib', { recursive: true });
const made = readdirSync(`${next}/lib`);
for (const name of [...made.map((part) => `lib/${part}`), 'bin.cjs', 'cms.cjs', 'index.js'])
  renameSync(`${next}/${name}`, `dist/${name}`);
// A csd that was started before may still load a part of the previous build.
for (const name of readdirSync('dist/lib')) {
  const old = Date.now() - statSync(`dist/lib/${name}`).mtimeMs > HOUR_MS;
  if (old && !made.includes(name)) rmSync(`dist/lib/${name}`);
}

const tsc = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', `${next}/types`], { stdio: 'inherit' });

dropUnreached(`${next}/types`, 'entry/index.d.ts');
rmSync('dist/types', { recursive: true, force: true });
renameSync(`${next}/types`, 'dist/types');

/** Removes the declarations that the entry's types do not reach: they name packages that a user may not have. */
function dropUnreached(folder, entry) {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const [, to] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g))
      visit(path.join(path.dirname(file), to.replace(/\.(?:js|ts)$/, '.d.ts')));
  };
  visit(entry);
  for (const file of readdirSync(folder, { recursive: true }))
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(path.join(folder, file));
}
