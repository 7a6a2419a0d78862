import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pageAssets } from './page.mjs';
import { playLooks } from './rehearse.mjs';

// The whole program with its own runtime in one file, `dist/csd`: it starts in a fifth of the time that Node needs, and
// runs without Node.
process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
mkdirSync('dist', { recursive: true });
const folder = mkdtempSync('dist/.binary-');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

// CommonJS first: bun caches the bytecode only of that, which avoids parsing the source at the start.
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // yargs looks for its translations beside itself, finds none and speaks English.
  define: { 'import.meta.url': '"file:///nowhere/csd.js"' },
  legalComments: 'none',
  logLevel: 'warning',
};
await build({ ...common, entryPoints: ['src/entry/bin.ts'], plugins: [pageAssets], outfile: `${folder}/program.cjs` });
await build({ ...common, entryPoints: ['src/entry/internal/stream-host.ts'], outfile: `${folder}/host.cjs` });

// The looks of a polling loop come first, and end before optimizing them would pay. bun finds the whole program at this
// path in the binary, whatever the binary's name.
await build({
  ...common,
  stdin: {
    contents: `
      import { answerDirectly } from './fast-path/fast-path.ts';
      const policy = (scale) => Bun.unsafe.setJITPolicy?.(scale);
      policy(1000);
      const whole = (name) => require(['/$bunfs/root', name].join('/'));
      const [, , command, file] = process.argv;
      if (command === 'stream-host') {
        policy(1);
        whole('host.js').holdAgent(file);
      } else answerDirectly(process.argv.slice(2)).then((answered) => {
        if (answered) process.exit();
        policy(1);
        whole('program.js');
      });`,
    resolveDir: 'src/entry',
  },
  outfile: `${folder}/csd.cjs`,
});

// Compiled once to learn which functions the looks need, and again with these in front. Files in the folder that csd is
// called in (`.env`, `bunfig.toml`) are not read.
const order = path.resolve(folder, 'order');
compile();
playLooks(path.resolve('dist/csd'), path.resolve('fixtures/claude/2.1.330/tool--done'), {
  BUN_BYTECODE_ORDER_OUT: order,
});
if (existsSync(order)) compile(`--bytecode-order=${order}`);

function compile(...flags) {
  const quiet = ['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'];
  const files = [`${folder}/csd.cjs`, `${folder}/program.cjs`, `${folder}/host.cjs`];
  const words = ['build', '--compile', '--minify', '--bytecode', ...quiet, ...flags, ...files, '--outfile', 'dist/csd'];
  execFileSync('node_modules/.bin/bun', words, { stdio: 'inherit' });
}
