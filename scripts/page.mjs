import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'src/faces/ui');
const STYLES = ['base', 'layout', 'list', 'session', 'conversation', 'gate', 'history', 'dialogs'];

const common = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome123', 'firefox128', 'safari17.5'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
  tsconfig: path.join(folder, 'tsconfig.json'),
};

// The terminal is larger than everything else, and only loaded when it is opened.
const terminalApart = {
  name: 'terminal-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/xterm-pane\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './terminal.js', external: true } : undefined,
    ),
};

/**
 * The files of the page by name, as they are served: the page, the terminal that it loads later, its service worker.
 */
export async function buildPage() {
  const read = (name) => readFileSync(path.join(folder, name), 'utf8');
  const xterm = createRequire(import.meta.url).resolve('@xterm/xterm/css/xterm.css');
  const styles = [...STYLES.map((name) => read(`style/${name}.css`)), readFileSync(xterm, 'utf8')].join('\n');
  const [app, terminal, style] = await Promise.all([
    build({ ...common, entryPoints: [path.join(folder, 'main.tsx')], plugins: [terminalApart] }),
    build({ ...common, entryPoints: [path.join(folder, 'terminal/xterm-pane.ts')] }),
    build({ ...common, stdin: { contents: styles, loader: 'css' } }),
  ]);
  const files = {
    'index.html': read('index.html'),
    'style.css': style.outputFiles[0].text,
    'icon.svg': read('icon.svg'),
    'app.webmanifest': read('app.webmanifest'),
    'app.js': app.outputFiles[0].text,
    'terminal.js': terminal.outputFiles[0].text,
  };
  const worker = await build({
    ...common,
    entryPoints: [path.join(folder, 'service-worker.ts')],
    define: {
      SHELL: JSON.stringify(['./', ...Object.keys(files).filter((name) => name !== 'index.html')]),
      EDITION: JSON.stringify(createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12)),
    },
  });
  return { ...files, 'service-worker.js': worker.outputFiles[0].text };
}

/** Provides `page:assets` to the bundle. */
export const pageAssets = {
  name: 'page-assets',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:assets$/ }, ({ path: asked }) => ({ path: asked, namespace: 'page' }));
    onLoad({ filter: /./, namespace: 'page' }, async () => ({
      contents: `export const ASSETS = ${JSON.stringify(await buildPage())};`,
    }));
  },
};
