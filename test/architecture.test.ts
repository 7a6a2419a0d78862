import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../src/operations/index.ts';

const SRC = path.resolve(import.meta.dirname, '../src');

/** What each layer may import besides itself. */
const ARROWS: Record<string, string[]> = {
  contract: [],
  detect: ['contract'],
  backends: ['contract', 'detect'],
  ports: ['contract'],
  adapters: ['contract', 'ports'],
  drive: ['contract', 'detect', 'backends', 'ports'],
  operations: ['contract', 'drive'],
  faces: ['contract', 'operations'],
  entry: ['contract', 'detect', 'backends', 'ports', 'adapters', 'drive', 'operations', 'faces'],
};
/**
 * The imports of each part of a layer from the other parts: values (including `import()`), and types only. Exactly
 * these.
 */
const ROOMS: Record<string, { values: string[]; types: string[] }> = {
  'adapters/fs': { values: ['process'], types: [] },
  'adapters/notify': { values: ['stdio', 'tmux'], types: [] },
  'adapters/process': { values: [], types: [] },
  'adapters/ssh': { values: ['fs', 'process'], types: [] },
  'adapters/stdio': { values: ['fs', 'process'], types: [] },
  'adapters/stream': { values: ['fs'], types: [] },
  'adapters/tmux': { values: ['process'], types: [] },
  'backends/claude': { values: [], types: [] },
  'backends/codex': { values: [], types: [] },
  'detect/agent': { values: [], types: ['screen', 'transcript'] },
  'detect/questions': { values: ['screen'], types: ['agent', 'transcript'] },
  'detect/questions/lexicon': { values: [], types: [] },
  'detect/screen': { values: [], types: ['agent', 'transcript'] },
  'detect/screen/gates': { values: [], types: ['menus'] },
  'detect/screen/menus': { values: [], types: [] },
  'detect/stream': { values: ['questions', 'screen', 'usage'], types: ['agent'] },
  'detect/transcript': { values: [], types: ['agent'] },
  'detect/usage': { values: [], types: ['agent'] },
  'detect/verdict': { values: ['questions', 'screen'], types: ['agent', 'transcript'] },
  'drive/acts': { values: ['observe', 'screen', 'session', 'stream', 'usage'], types: [] },
  'drive/conversations': {
    values: ['acts', 'observe', 'screen', 'session', 'signals', 'spawn', 'stream', 'usage'],
    types: [],
  },
  'drive/delegate': {
    values: ['acts', 'conversations', 'guard', 'observe', 'session', 'spawn', 'turns', 'usage'],
    types: [],
  },
  'drive/guard': { values: ['session', 'signals'], types: [] },
  'drive/hosts': { values: ['session', 'watch'], types: [] },
  'drive/machine': { values: ['observe', 'session', 'signals', 'spawn'], types: [] },
  'drive/notify': { values: ['redact', 'session'], types: [] },
  'drive/observe': { values: ['redact', 'session', 'signals', 'usage'], types: [] },
  'drive/recording': { values: ['observe', 'redact', 'session', 'signals'], types: [] },
  'drive/redact': { values: [], types: [] },
  'drive/redact/find': { values: [], types: [] },
  'drive/screen': { values: ['observe', 'session', 'signals'], types: [] },
  'drive/screen/gates': { values: ['send'], types: [] },
  'drive/screen/gates/forms': { values: [], types: [] },
  'drive/screen/send': { values: [], types: [] },
  'drive/session': { values: [], types: [] },
  'drive/session/files': { values: [], types: [] },
  'drive/session/panes': { values: ['sidecars'], types: [] },
  'drive/session/sidecars': { values: ['files'], types: [] },
  'drive/signals': { values: ['session'], types: [] },
  'drive/spawn': { values: ['guard', 'observe', 'screen', 'session', 'signals', 'usage'], types: [] },
  'drive/spawn/kill': { values: [], types: [] },
  'drive/spawn/names': { values: ['kill'], types: [] },
  'drive/stream': { values: ['observe', 'screen', 'session', 'signals'], types: [] },
  'drive/turns': { values: ['acts', 'observe', 'session', 'spawn', 'usage', 'watch'], types: [] },
  'drive/usage': { values: ['session', 'signals'], types: [] },
  'drive/watch': { values: ['observe', 'session', 'signals', 'usage'], types: [] },
  'drive/workers': {
    values: ['acts', 'observe', 'redact', 'screen', 'session', 'signals', 'spawn', 'stream', 'turns'],
    types: [],
  },
  'entry/cms': { values: [], types: [] },
  'entry/fast-path': { values: [], types: [] },
  'entry/internal': { values: [], types: [] },
  'entry/mcp': { values: ['serve'], types: [] },
  'entry/serve': { values: ['fast-path'], types: [] },
  'entry/setup': { values: [], types: [] },
  'entry/terminal': { values: [], types: [] },
  'faces/cli': { values: [], types: [] },
  'faces/compat': { values: ['http'], types: [] },
  'faces/http': { values: [], types: [] },
  'faces/library': { values: [], types: [] },
  'faces/mcp': { values: [], types: [] },
  'faces/top': { values: [], types: [] },
  'faces/ui': { values: ['top'], types: [] },
  'faces/ui/acts': { values: ['model', 'parts', 'server'], types: [] },
  'faces/ui/dialogs': { values: ['acts', 'model', 'server'], types: [] },
  'faces/ui/frame': { values: ['acts', 'dialogs', 'model', 'parts', 'server', 'session'], types: [] },
  'faces/ui/model': { values: [], types: ['server'] },
  'faces/ui/parts': { values: [], types: [] },
  'faces/ui/server': { values: [], types: [] },
  'faces/ui/session': { values: ['acts', 'model', 'parts', 'server', 'terminal'], types: [] },
  'faces/ui/terminal': { values: ['parts', 'server'], types: [] },
  'operations/delegates': { values: [], types: [] },
  'operations/on-hosts': { values: ['sessions'], types: [] },
  'operations/sessions': { values: ['text'], types: [] },
  'operations/text': { values: [], types: [] },
  'operations/workers': { values: ['text'], types: [] },
};
/** Packages and built-ins that a layer may import; a layer not listed here may import any. */
const PACKAGES: Record<string, RegExp> = {
  contract: /^zod\/mini$/,
  detect: /^get-east-asian-width$/,
  backends: /^$/,
  ports: /^$/,
  operations: /^(zod\/mini|node:path|string-width)$/,
};
const AGENT_WORDS = ['❯', '›', 'esc to', '.claude/', '.codex', 'codex', 'rollout', "'claude'", 'procStart'];
/** A character that is neither ASCII nor a letter, nor a mark of written language. */
const DRAWN = /[^\x00-\x7f\p{L}…’—]/u;
/** In a pattern or a text: a key with what it does, as hints name it. */
const KEY_HINT = /['"`/^(|][^'"`]{0,80}\b(?:esc|enter|tab|space|shift\+tab) to\b/i;
/** Signs that are not only an agent's: punctuation and bullets of a message, frames of tables and boxes of any program. */
const OWN_SIGNS: Record<string, RegExp> = {
  'detect/questions/': /[\p{P}◦─━]/u,
  'drive/redact/': /[\p{P}→\u2500-\u259f]/u,
};
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^\s*)\/\/.*$/gm;
/** Code that compares with times recorded by others; everything else is measured with `Clock.elapsed`. */
const COMPARES_DATES = [
  'adapters/fs/lock.ts',
  'drive/watch/look-again.ts',
  'drive/signals/background-sessions.ts',
  'drive/screen/send/submit.ts',
  'drive/usage/read-usage.ts',
  'drive/conversations/cleanup.ts',
  'drive/hosts/call-record.ts',
  'drive/session/moment.ts',
];
const TIMERS = ['setTimeout', 'setInterval', 'Date.now'];
const MAX_LINES = 260;
/**
 * Tables of other tools' names for our operations, the methods of the library's sessions, and the keys of the dashboard
 * and the page.
 */
const COMPAT = /^faces[/\\](?:compat|library|top|ui)[/\\]/;
/** The page runs in a browser, which has its own clock. */
const PAGE = /^faces[/\\]ui[/\\]/;
/** Everything that is read from an agent's captured pane is in one file, however long it is. */
const MARKERS = /^backends[/\\]\w+[/\\]markers\.ts$/;

interface Source {
  file: string;
  layer: string;
  text: string;
}

const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => {
    const layer = file.includes(path.sep) ? (file.split(path.sep)[0] ?? '') : 'top';
    return { file, layer, text: readFileSync(path.join(SRC, file), 'utf8') };
  });

/** Lines of the offenders, so that a failure shows the place. */
function offenders(find: (source: Source) => string[]): string[] {
  return sources.flatMap((source) => find(source).map((what) => `src/${source.file}: ${what}`));
}

function importsOf(text: string): string[] {
  const statement =
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statement)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function layerOf(from: string, specifier: string): string {
  const target = path.relative(SRC, path.resolve(SRC, path.dirname(from), specifier));
  return target.includes(path.sep) ? (target.split(path.sep)[0] ?? '') : 'top';
}

describe('the layers', () => {
  test('every folder of src has its allowed imports listed', () => {
    const layers = new Set(sources.map(({ layer }) => layer).filter((layer) => layer !== 'top'));
    expect([...layers].filter((layer) => !(layer in ARROWS))).toEqual([]);
    expect(sources.length).toBeGreaterThan(20);
  });

  test('imports follow the allowed directions', () => {
    const wrong = offenders(({ file, layer, text }) => {
      const allowed = [layer, ...(ARROWS[layer] ?? [])];
      const relative = importsOf(text).filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.json'));
      return relative.filter((specifier) => !allowed.includes(layerOf(file, specifier)));
    });
    expect(wrong).toEqual([]);
  });

  test('packages and built-ins stay in the layers that may use them', () => {
    const wrong = offenders(({ layer, text }) => {
      const allowed = PACKAGES[layer];
      if (allowed === undefined) return [];
      return importsOf(text).filter((specifier) => !specifier.startsWith('.') && !allowed.test(specifier));
    });
    expect(wrong).toEqual([]);
  });

  test('only adapters and the entry points touch processes and the disk', () => {
    const wrong = offenders(({ layer, text }) => {
      if (layer === 'adapters' || layer === 'entry') return [];
      return importsOf(text).filter((specifier) => /^node:(fs|child_process|net|http|timers)/.test(specifier));
    });
    expect(wrong).toEqual([]);
  });

  test('a whole file is read only by the reader that takes a limit, except locks, files of the kernel and bounded streams', () => {
    const OWN = /^adapters\/(?:fs\/(?:read-regular|lock)|process\/|tmux\/servers)|^entry\/compose\.ts/;
    const wrong = offenders(({ layer, file, text }) => {
      if (!['adapters', 'entry'].includes(layer) || OWN.test(file)) return [];
      // File 0 is standard input.
      return (
        text.match(
          /\breadFileSync\((?!0\b).*|\b(?:promises|handle\??)\.readFile\(.*|\bcreateReadStream\(.*|\bBun\.file\(.*/g,
        ) ?? []
      );
    });
    expect(wrong).toEqual([]);
  });

  test('files do not import each other in a circle, including types and `import()`', () => {
    const graph = new Map(sources.map(({ file, text }) => [file, targetsOf(file, text)]));
    expect(circles(graph)).toEqual([]);
  });
});

describe('the parts of a layer', () => {
  test('each imports exactly what is listed', () => {
    const folders = new Set(sources.flatMap(({ file }) => foldersWithRooms(file)));
    const found = [...folders].flatMap((folder) =>
      [...new Set(sources.flatMap(({ file }) => roomOf(file, folder) ?? []))].map((room) => [
        `${folder}/${room}`,
        importsOfRoom(folder, room),
      ]),
    );
    expect(Object.fromEntries(found)).toEqual(ROOMS);
  });

  test('none imports workers', () => {
    const readers = Object.entries(ROOMS).flatMap(([name, { values, types }]) =>
      [...values, ...types].includes('workers') ? [name] : [],
    );
    expect(readers).toEqual([]);
  });
});

test('docs/architecture.md shows these imports; `-u` writes them', async () => {
  const page = path.resolve(import.meta.dirname, '../docs/architecture.md');
  const [open, close] = ['<!-- arrows: of test/architecture.test.ts -->\n', '<!-- /arrows -->'];
  const text = readFileSync(page, 'utf8');
  expect(text.split(open)).toHaveLength(2);
  const [before = '', rest = ''] = text.split(open);
  const written = `${before}${open}\n\`\`\`\n${arrowsText()}\n\`\`\`\n\n${close}${rest.split(close)[1] ?? ''}`;
  await expect(written).toMatchFileSnapshot(page);
});

describe('the words', () => {
  test('an agent’s words are only in the backends', () => {
    const wrong = offenders(({ layer, text }) => {
      if (layer === 'backends') return [];
      return linesWith(text, (line) => AGENT_WORDS.some((word) => line.includes(word)));
    });
    expect(wrong).toEqual([]);
  });

  test('a sign that an agent draws, or the name of a key in a hint, is in its markers, not in what reads a screen', () => {
    const markers = sources.filter(({ file }) => MARKERS.test(file)).map(({ text }) => text.replace(COMMENTS, ''));
    const signs = new Set([...markers.join('')].filter((char) => DRAWN.test(char)));
    const wrong = offenders(({ file, layer, text }) => {
      if (layer !== 'detect' && layer !== 'drive') return [];
      const may = Object.entries(OWN_SIGNS).find(([folder]) => file.split(path.sep).join('/').startsWith(folder))?.[1];
      const isDrawn = (char: string) => signs.has(char) && !may?.test(char);
      return linesWith(text, (line) => [...line].some(isDrawn) || KEY_HINT.test(line));
    });
    expect(wrong).toEqual([]);
    expect(signs.size).toBeGreaterThan(30);
  });

  test('timers and the time of day are only in the clock adapter', () => {
    const wrong = offenders(({ file, text }) => {
      if (file === path.join('adapters', 'create-clock.ts') || PAGE.test(file)) return [];
      return linesWith(text, (line) => TIMERS.some((word) => line.includes(word)) || /new Date\(\s*\)/.test(line));
    });
    expect(wrong).toEqual([]);
  });

  test('durations are never measured by the time of day, which jumps', () => {
    const measures =
      /(?:(?:[-+<]|[^=]>)=? *|\b(?:since|start|started|begun|giveUpAt|now) = )[\w.]*\bclock\.now\(\)|\bclock\.now\(\) *[-+<>]/;
    const wrong = offenders(({ file, text }) => {
      if (COMPARES_DATES.includes(file.split(path.sep).join('/'))) return [];
      return linesWith(text, (line) => measures.test(line));
    });
    expect(wrong).toEqual([]);
  });

  test('no face names an operation, except those that translate: other tools, the library’s sessions, the dashboard’s keys, the page', () => {
    // `output` is also the name of a schema's type: those calls, and that type, name no operation.
    const ofSchemas = (line: string) => line.replace(/(\(.*, |: 'input' \| |\[)'output'/g, '$1');
    const names = Object.keys(OPERATIONS).join('|');
    const quoted = new RegExp(`(['"\`])(csd )?(${names})\\1|\\bcsd (${names})\\b|operations/(${names})\\.ts`);
    const wrong = offenders(({ layer, file, text }) =>
      layer === 'faces' && !COMPAT.test(file)
        ? linesWith(text, (line) => quoted.test(ofSchemas(line)) && !/\.(?:on|once|off|addEventListener)\('/.test(line))
        : [],
    );
    expect(wrong).toEqual([]);
    expect(names).toContain('state');
  });
});

describe('the files', () => {
  test(`no file is longer than ${MAX_LINES} lines`, () => {
    expect(
      offenders(({ file, text }) => {
        const lines = text.split('\n').length;
        return lines > MAX_LINES && !MARKERS.test(file) ? [`${lines} lines`] : [];
      }),
    ).toEqual([]);
  });

  test('every exported function has a docstring', () => {
    const wrong = offenders(({ text }) => {
      const lines = text.split('\n');
      return lines.filter((line, i) => {
        if (!/^export (async )?(function\*?|const \w+ = (async )?(\(|function))/.test(line)) return false;
        return !/\*\/\s*$/.test(lines[i - 1] ?? '');
      });
    });
    expect(wrong).toEqual([]);
  });

  test('relative imports name the file with its extension', () => {
    const wrong = offenders(({ text }) =>
      importsOf(text).filter((s) => s.startsWith('.') && !/\.(tsx?|json)$/.test(s)),
    );
    expect(wrong).toEqual([]);
  });
});

test('scripts and tests do not import each other in a circle either', () => {
  const root = path.resolve(SRC, '..');
  const files = ['scripts', 'test'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => path.join(folder, file)),
  );
  const graph = new Map(
    files.map((file) => [
      file,
      targetsOf(path.join('..', file), readFileSync(path.join(root, file), 'utf8')).map((target) =>
        path.join('src', target),
      ),
    ]),
  );
  expect(circles(graph)).toEqual([]);
  expect(files.length).toBeGreaterThan(300);
});

describe('the tests', () => {
  test('replace no module for later files: `vi.doMock` between two `vi.resetModules` does it for one file', () => {
    const names = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
    const files = names.filter((file) => file.endsWith('.test.ts') && file !== 'architecture.test.ts');
    const wrong = files.filter((file) => {
      const text = readFileSync(path.join(import.meta.dirname, file), 'utf8');
      return text.includes('vi.mock(') || (text.includes('vi.doMock(') && !text.includes('vi.doUnmock('));
    });
    expect(wrong).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });
});

/** Each layer, its parts below it, and theirs below them, with their imports; parts without imports share a row. */
function arrowsText(): string {
  const rows = Object.entries(ARROWS).flatMap(([layer, imports]) => [
    `${layer.padEnd(16)}${imports.length > 6 ? 'everything' : imports.join(', ') || '-'}`,
    ...roomRows(layer, '  '),
  ]);
  return rows.join('\n');
}

function roomRows(folder: string, indent: string): string[] {
  const rooms = Object.entries(ROOMS).flatMap(([room, { values, types }]) => {
    const [before, name = ''] = [path.posix.dirname(room), path.posix.basename(room)];
    const imports = [...values, ...types.map((type) => `${type} (types)`)].join(', ');
    return before === folder ? [{ name, imports, below: roomRows(room, `${indent}  `) }] : [];
  });
  const isAlone = ({ imports, below }: (typeof rooms)[number]) => imports === '' && below.length === 0;
  const alone = rooms.filter(isAlone).map(({ name }) => name);
  return [
    ...rooms
      .filter((room) => !isAlone(room))
      .flatMap(({ name, imports, below }) => [
        `${indent}${name.padEnd(16 - indent.length)}${imports}`.trimEnd(),
        ...below,
      ]),
    ...(alone.length > 0 ? [`${indent}${alone.join(', ')}: none`] : []),
  ];
}

function linesWith(text: string, wanted: (line: string) => boolean): string[] {
  return text.split('\n').flatMap((line, i) => (wanted(line) ? [`${i + 1}: ${line.trim()}`] : []));
}

/** The folders with parts above a file: its layer, and a part of that which has parts itself. */
function foldersWithRooms(file: string): string[] {
  const folders = file.split(path.sep).slice(0, -1);
  return folders.slice(0, -1).map((_, i) => folders.slice(0, i + 1).join('/'));
}

/**
 * The part of a file in `folder`: `screen` in `drive`, `gates` in `drive/screen`. None for a file directly in the
 * folder or elsewhere.
 */
function roomOf(file: string, folder: string): string | undefined {
  const whole = file.split(path.sep).join('/');
  return whole.startsWith(`${folder}/`) ? /^[^/]+(?=\/)/.exec(whole.slice(folder.length + 1))?.[0] : undefined;
}

/** The other parts of the folder that this one imports. */
function importsOfRoom(folder: string, room: string): { values: string[]; types: string[] } {
  const own = sources.filter(({ file }) => roomOf(file, folder) === room);
  const others = (files: string[]) => {
    const rooms = new Set(files.flatMap((file) => roomOf(file, folder) ?? []));
    return [...rooms].filter((other) => other !== room).sort();
  };
  const values = others(own.flatMap(({ file, text }) => valuesOf(file, text)));
  const all = others(own.flatMap(({ file, text }) => targetsOf(file, text)));
  return { values, types: all.filter((other) => !values.includes(other)) };
}

/** The files from which a file imports more than types, including `import()`. */
function valuesOf(file: string, text: string): string[] {
  const types =
    /(?:^|\n)\s*(?:import|export)\s+(?:type\b[^;'"]*?|\{(?:\s*type \w+(?: as \w+)?,?)+\s*\}\s*)from\s*['"][^'"]+['"]/g;
  return targetsOf(file, text.replaceAll(types, ''));
}

/** The files that a file imports: their values, their types, or later by `import()`. */
function targetsOf(file: string, text: string): string[] {
  return importsOf(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => path.relative(SRC, path.resolve(SRC, path.dirname(file), specifier)));
}

/** Each largest group of files in which every one reaches every other, ordered by name. */
function circles(graph: Map<string, string[]>): string[][] {
  const reached = new Map([...graph.keys()].map((file) => [file, reachedFrom(graph, file)]));
  const leads = (from: string, to: string) => reached.get(from)?.has(to) === true;
  const groups = [...graph.keys()]
    .filter((file) => leads(file, file))
    .map((file) =>
      [...graph.keys()]
        .filter((other) => leads(file, other) && leads(other, file))
        .sort()
        .join(' '),
    );
  return [...new Set(groups)].sort().map((group) => group.split(' '));
}

function reachedFrom(graph: Map<string, string[]>, file: string): Set<string> {
  const found = new Set<string>();
  const waiting = [...(graph.get(file) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!found.has(next)) waiting.push(...(graph.get(next) ?? []));
    found.add(next);
  }
  return found;
}
