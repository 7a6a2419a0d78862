import { fileURLToPath } from 'node:url';
import type { LabAgent } from './agents/agent.ts';
import { type Change, changes } from './compare.ts';
import { isRight, isVerified, type ReleaseResult } from './results.ts';
import type { Scene } from './scene.ts';
import { groupsOf, isKnown, scenesOf } from './scenes/index.ts';
import { atLeast } from './setting.ts';
import type { Shape } from './shape.ts';
import { type TmuxResult, tmuxTable } from './tmux-results.ts';

/** The page that is generated from an agent's results. */
export const pageOf = ({ name }: LabAgent): string =>
  fileURLToPath(new URL(`../../docs/compatibility${name === 'claude' ? '' : `-${name}`}.md`, import.meta.url));

/** Releases on which every existing scene has been played and was right, oldest first. */
export function verifiedReleases(agent: LabAgent, results: ReleaseResult[]): string[] {
  return results
    .map((result) => withoutFormerScenes(agent, result))
    .filter(isVerified)
    .map(({ release }) => release);
}

/** What the backend may call verified: those releases, and recorded ones that were not played yet, oldest first. */
export function claimable(agent: LabAgent, results: ReleaseResult[]): string[] {
  const played = new Set(results.map(({ release }) => release));
  const recorded = agent.releases.filter((release) => !played.has(release));
  return [...verifiedReleases(agent, results), ...recorded].sort((a, b) => (atLeast(a, b) ? 1 : -1));
}

/** The line of the backend file that the results prove. */
export function verifiedLine(agent: LabAgent, results: ReleaseResult[]): string {
  return `const VERIFIED = '${claimable(agent, results).join(' ')}'.split(' ');`;
}

/** An agent's page, from all its results, oldest release first; with the results of other tmux releases, if given. */
export function renderPage(agent: LabAgent, all: ReleaseResult[], tmux: TmuxResult[] = []): string {
  const results = all.map((result) => withoutFormerScenes(agent, result));
  const verified = verifiedReleases(agent, results);
  const played = new Set(results.flatMap(({ scenes }) => Object.keys(scenes)));
  const groups = Object.entries(groupsOf(agent))
    .map(([name, scenes]) => [name, scenes.filter((scene) => played.has(scene.name))] as const)
    .filter(([, scenes]) => scenes.length > 0);
  const head = [
    'release',
    ...(agent.knownModel ? ['model'] : []),
    ...groups.map(([name]) => name),
    'moments',
    'verified',
  ];
  const rows = results.flatMap((result) => {
    const row = (kind: string[], of: (scene: string) => boolean) => [
      result.release,
      ...kind,
      ...groups.map(([, scenes]) => count(result, named(scenes, result.release).filter(of))),
      moments(result, of),
      Object.keys(result.scenes).some(of) ? (verified.includes(result.release) ? 'yes' : 'no') : 'not played',
    ];
    const known = agent.knownModel?.(result.release) ?? '';
    return agent.knownModel
      ? [row(['unknown'], (scene) => !isKnown(scene)), row([`\`${known}\``], isKnown)]
      : [row([], () => true)];
  });
  const wrong = results.flatMap(wrongMoments);
  const found = changes(results);
  return [
    agent.name === 'claude' ? '# Compatibility' : `# Compatibility of ${agent.title}`,
    '',
    `\`npm run verify-release\` writes this page from the results in \`fixtures/releases/\`; do not edit it. ${agent.title} ran on`,
    `${new Set(results.map(({ platform }) => platform)).size === 1 ? results[0]?.platform : 'several platforms'} with the scripted ${agent.api} of \`scripts/lab/\`, driven by the built \`csd\`. A scene is a short story with moments.`,
    'A moment checks a verdict (it must be right within 10 s, also on a second look, with no wrong verdict before it) or an effect (a file,',
    'or what the model received). A scene that fails next to others is played again alone, and the second result counts.',
    'To add a release, see [a new release](new-release.md).',
    '',
    '## Passed scenes, by release',
    '',
    'Each cell has the passed and the played scenes, and in brackets the scenes of that release that were not played; `-` means none was',
    'played. `moments` counts the moments of the played scenes.',
    ...(agent.knownModel
      ? [
          'How the agent offers its tools depends on the `model`: to an unknown one at the top of the request, to most known ones inside',
          'one tool that runs scripts. Scenes before the first prompt are played once.',
        ]
      : []),
    '',
    ...table(head, rows),
    '',
    ...notPlayed(agent, results),
    '## Failed scenes',
    '',
    ...(wrong.length === 0 ? ['None of the played scenes.'] : table(['release', 'scene', 'moment', 'what'], wrong)),
    '',
    '## Shapes, by release',
    '',
    'For each start-up gate the table has the first option, with its number if there is one, and the row of the cursor.',
    '',
    ...table(...shapes(agent, results)),
    '',
    '## Changes between two releases',
    '',
    'These come from comparing the same moment on neighbouring releases of the table, in panes of 220x50: the options of a menu, the row below',
    'it or below the composer, the row of a finished turn, and the title of the pane. `N` is any number, `FOLDER` the working folder.',
    'A change came with the newer release or with one in between.',
    '',
    ...(found.length === 0 ? ['Nothing.'] : neighbours(found)),
    '',
    ...tmuxSection(tmux),
  ].join('\n');
}

function tmuxSection(results: TmuxResult[]): string[] {
  const [head, ...rows] = tmuxTable(results);
  if (head === undefined || rows.length === 0) return [];
  return [
    '## Releases of tmux',
    '',
    '`npm run test:tmux` writes this table: passed tests, of those that ran. The table of scenes used the tmux of the machine.',
    '',
    ...table(head, rows),
    '',
    '- Since 3.7 tmux accepts at most 1000 words in a command line, and a pane is dead only when tmux knows how its process ended.',
    '- 3.8 forgets the process of a pane that has closed its terminal, and writes control bytes of a paste as text.',
    '- 3.2 has no `remain-on-exit-format`: its row "Pane is dead" scrolls the last screen of a dead agent up by one row.',
    '',
  ];
}

/** Scenes that are no longer in the table do not count. */
function withoutFormerScenes(agent: LabAgent, result: ReleaseResult): ReleaseResult {
  const now = new Set(scenesOf(agent).map(({ name }) => name));
  return { ...result, scenes: Object.fromEntries(Object.entries(result.scenes).filter(([name]) => now.has(name))) };
}

const SHAPE_HEAD = [
  'release',
  'trust',
  'bypass',
  'MCP',
  'API key',
  'settings',
  'Bash',
  'plan',
  'title at work',
  'finished turn',
];

/** The scenes of the columns. */
const SHAPE_SCENES = [
  undefined,
  'trust',
  'bypass',
  'mcp',
  'api-key',
  'settings',
  'gate-bash',
  'plan',
  undefined,
  undefined,
];

/** The table of shapes: the columns of scenes that the agent has. */
function shapes(agent: LabAgent, results: ReleaseResult[]): [string[], string[][]] {
  const names = scenesOf(agent).map(({ name }) => name);
  const kept = SHAPE_SCENES.map((scene) => scene === undefined || names.includes(scene));
  const cut = (row: string[]) => row.filter((_, n) => kept[n]);
  return [cut(SHAPE_HEAD), results.map((result) => cut(shapesOf(result)))];
}

/** How a release draws the gates that differ most, one cell each; `?` if the scene was not right. */
function shapesOf(result: ReleaseResult): string[] {
  const at = (scene: string, label: string) =>
    result.scenes[scene]?.moments.find((moment) => moment.label === label && moment.ok)?.shape;
  const gate = (shape: Shape | undefined) => {
    if (!shape?.options) return '?';
    return `\`${shape.numbered ? '1. ' : ''}${shape.options[0]}\`, cursor on ${shape.selected}`;
  };
  const options = (shape: Shape | undefined) => (shape?.options ? `${shape.options.length} options` : '?');
  const start = ['trust', 'bypass', 'mcp', 'api-key', 'settings'].map((scene) => gate(at(scene, 'gate')));
  const later = ['gate-bash', 'plan'].map((scene) => options(at(scene, 'gate')));
  const [working, finished] = [at('thinking', 'later')?.title ?? '?', at('done', 'moment')?.finished ?? '?'];
  return [result.release, ...start, ...later, working, `\`${finished}\``];
}

function named(scenes: Scene[], release: string): string[] {
  return scenes.filter((scene) => scene.on?.(release) ?? true).map(({ name }) => name);
}

function count({ scenes }: ReleaseResult, names: string[]): string {
  if (names.length === 0) return '';
  const played = names.flatMap((name) => scenes[name] ?? []);
  const missing = names.length - played.length;
  const right = `${played.filter(isRight).length}/${played.length}`;
  if (played.length === 0) return '-';
  return missing > 0 ? `${right} (${missing})` : right;
}

function moments({ scenes }: ReleaseResult, of: (scene: string) => boolean): string {
  const all = Object.entries(scenes).flatMap(([name, scene]) => (of(name) ? scene.moments : []));
  return `${all.filter(({ ok }) => ok).length}/${all.length}`;
}

function notPlayed(agent: LabAgent, results: ReleaseResult[]): string[] {
  const played = results.map(({ release }) => release);
  const missing = agent.releases.filter((release) => !played.includes(release));
  if (missing.length === 0) return [];
  return [
    `Recorded as fixtures, which every test run replays, but not played for this table: ${missing.join(', ')}.`,
    '',
  ];
}

function wrongMoments({ release, scenes }: ReleaseResult): string[][] {
  return Object.entries(scenes).flatMap(([scene, { moments }]) =>
    moments
      .filter(({ ok }) => !ok)
      .map(({ label, note = '' }) => [release, scene, label, note.split('\n')[0]?.slice(0, 200) ?? '']),
  );
}

function neighbours(found: Change[]): string[] {
  const pairs = [...new Set(found.map(({ older, newer }) => `${older} and ${newer}`))];
  return pairs.flatMap((pair, n) => {
    const own = found.filter(({ older, newer }) => `${older} and ${newer}` === pair);
    const rows = own.map(({ field, from, to, moments }) => [field, from, to, examples(moments)]);
    return [...(n > 0 ? [''] : []), `### Between ${pair}`, '', ...table(['what', 'before', 'after', 'seen in'], rows)];
  });
}

function examples(names: string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
