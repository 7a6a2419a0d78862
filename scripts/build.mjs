import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

// Built beside what is there and moved over it, so that a csd that runs meanwhile never meets half a program.
mkdirSync('dist', { recursive: true });
const next = mkdtempSync('dist/.next-');
process.on('exit', () => rmSync(next, { recursive: true, force: true }));

/** node:crypto takes 2 ms to load, and a quick command rarely asks for a random name: it is loaded at the first call. */
const lazyCrypto = {
  name: 'lazy-crypto',
  setup({ onResolve, onLoad }) {
    const used = ['randomBytes', 'randomUUID'];
    const calls = used.map((name) => `export const ${name} = (...args) => require('node:crypto').${name}(...args);`);
    onResolve({ filter: /^node:crypto$/ }, ({ namespace }) =>
      namespace === 'lazy' ? undefined : { path: 'crypto', namespace: 'lazy' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({ contents: calls.join('\n'), loader: 'js' }));
  },
};

/** What a service needs is a file of its own beside the program, so that no other command pays for reading it. */
const SERVICES = { serve: 'src/services/serve-main.ts', mcp: 'src/services/mcp-main.ts' };
const serviceFiles = {
  name: 'service-files',
  setup({ onResolve }) {
    onResolve({ filter: /-main\.ts$/ }, ({ path: wanted, kind }) => {
      const found = Object.keys(SERVICES).find((name) => wanted === `./${name}-main.ts`);
      return kind === 'dynamic-import' && found ? { path: `./${found}.cjs`, external: true } : undefined;
    });
  },
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  sourcemap: false,
  legalComments: 'none',
};

// The program is one CommonJS file, which Node starts 6 ms sooner than a module. yargs stays outside: it is loaded only for
// help, completion and refusals, and costs 100 ms.
await build({
  ...common,
  entryPoints: ['src/bin.ts'],
  outfile: `${next}/bin.cjs`,
  format: 'cjs',
  external: ['yargs'],
  plugins: [lazyCrypto, serviceFiles],
});
chmodSync(`${next}/bin.cjs`, 0o755);

await build({ ...common, entryPoints: SERVICES, outdir: next, outExtension: { '.js': '.cjs' }, format: 'cjs' });

await build({
  ...common,
  entryPoints: ['src/index.ts'],
  outfile: `${next}/index.js`,
  format: 'esm',
  packages: 'external',
});

const built = [...Object.keys(SERVICES).map((name) => `${name}.cjs`), 'bin.cjs', 'index.js'];
for (const name of built) renameSync(`${next}/${name}`, `dist/${name}`);

const tsc = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', `${next}/types`], { stdio: 'inherit' });

rmSync('dist/types', { recursive: true, force: true });
renameSync(`${next}/types`, 'dist/types');
