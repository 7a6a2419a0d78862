import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CMS_COMMANDS, CMS_TOOLS } from '../../../src/faces/compat/cms.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { patience, until } from '../wait.ts';

const TOOL = 'mcp__csd__list_sessions';
const MINE = '# Mine\n\nSay what you did.\n';

/** The features of `cms`, on the real agent. */
export const CMS: Scene[] = [
  {
    name: 'cms-table',
    about: 'Every command of `cms` does what its name says, each on what the one before it left.',
    records: false,
    script: (api) =>
      void api
        .on('first', [{ text: 'One.' }])
        .on('second', [{ text: 'Two.' }])
        .on('third', [{ text: 'Three.' }])
        .on('aside', [{ text: 'Aside.' }]),
    async play(stage) {
      const played = new Set<string>();
      const cms = async (command: string, ...args: string[]) => {
        played.add(command);
        return stage.step(command, () => stage.csd('cms', command, ...args));
      };
      const fix = ['--name', 'fix'];
      const here = ['--work-dir', stage.place.cwd];
      const prints = async (said: string, command: string, ...args: string[]) => {
        const { code, stdout, stderr } = await cms(command, ...args);
        await isTrue(stage, `${command} prints ${said}`, code === 0 && stdout.trim() === said, stdout || stderr);
      };
      const tells = async (expected: Record<string, unknown>, command: string, ...args: string[]) => {
        const json = ((await cms(command, ...args)).json ?? {}) as Record<string, unknown>;
        const ok = Object.entries(expected).every(([name, value]) => json[name] === value);
        await isTrue(stage, `${command} tells ${JSON.stringify(expected)}`, ok, JSON.stringify(json));
        return json;
      };
      await prints('One.', 'spawn', ...fix, ...here, '--prompt', 'first, albatross', '--stop', '--max-budget', '5');
      await tells({ status: 'dead', reason: 'ended', resumable: true }, 'status', ...fix);
      await prints('Two.', 'send', ...fix, '--message', 'second');
      const { usage } = await tells({ status: 'idle_done', text: 'Two.' }, 'status', ...fix);
      await stage.effect('and its cost', () => Number((usage as { cost_usd?: number })?.cost_usd) > 0);
      await prints('Two.', 'output', ...fix);
      await tells({ ok: true, changed: true }, 'pause', ...fix);
      await tells({ code: 'paused' }, 'send', ...fix, '--message', 'third');
      await prints('Three.', 'resume', ...fix, '--message', 'third');
      await tells(
        { status: 'done', session: 'other', text: 'Aside.' },
        ...(['fork', ...fix, '--new-name', 'other', '--message', 'aside', '--json'] as const),
      );
      const { turns } = await tells({}, 'history', ...fix, '--json');
      const prompts = (turns as { prompt: string }[]).map(({ prompt }) => prompt);
      await stage.effect(`its history: ${prompts}`, () => prompts.join() === 'first, albatross,second,third');
      await stage.effect('all prompts are in one conversation', () => {
        const heard = (text: string) =>
          JSON.stringify(stage.api.received.findLast(({ prompt }) => prompt.includes(text))?.request ?? '');
        return ['second', 'third', 'aside'].every((text) => heard(text).includes('albatross'));
      });
      await tells({ ok: true, resumable: true }, 'stop', ...fix);
      const { sessions } = await tells({}, 'list', '--json');
      const names = (sessions as { name: string }[]).map(({ name }) => name).sort();
      await stage.effect(`the list: ${names}`, () => names.join() === 'fix,other');
      await tells({ code: 'not_ended' }, 'delete', '--name', 'other');
      await tells({ ok: true, found: true }, 'kill', '--name', 'other');
      await tells({ ok: true }, 'cleanup', '--days', '7');
      await tells({ ok: true }, 'delete', ...fix);
      const file = join(stage.place.root, 'tasks.json');
      const entries = ['a', 'b'].map((name) => ({ name, prompt: 'first', work_dir: stage.place.cwd }));
      writeFileSync(file, JSON.stringify(entries));
      await tells({ status: 'done' }, 'batch', '--file', file, '--max-parallel', '2', '--json');
      const task = ['--name', 'task'];
      await tells(
        { status: 'completed', response: 'One.', can_continue: true },
        ...(['delegate', ...task, '--task', 'first', ...here, '--json'] as const),
      );
      await tells(
        { status: 'completed', response: 'Two.' },
        ...(['continue', ...task, '--message', 'second', '--json'] as const),
      );
      const all = Object.keys(CMS_COMMANDS).sort();
      await stage.effect('every command of the table was run', () => [...played].sort().join() === all.join());
    },
  },
  {
    name: 'cms-setup',
    about:
      'The tools are registered by the agent’s own command, the model calls one and reads the guide, and all is taken back.',
    spawn: ['--bypass-permissions'],
    home: { settings: { skipDangerousModePermissionPrompt: true }, files: { 'CLAUDE.md': MINE } },
    records: false,
    script: (api) => void api.on(/list them/, [{ tools: [{ name: TOOL, input: {} }] }, { text: 'Listed.' }]),
    async play(stage) {
      const setup = async (...words: string[]) =>
        (await stage.step(`setup ${words.join(' ')}`, () => stage.ok('cms', 'setup', ...words))) as object;
      const says = (what: string, said: object, expected: object) => {
        const ok = Object.entries(expected).every(([name, value]) => said[name as keyof typeof said] === value);
        return isTrue(stage, `${what}: ${JSON.stringify(expected)}`, ok, JSON.stringify(said));
      };
      const instructions = () => readFileSync(join(stage.place.cwd, 'CLAUDE.md'), 'utf8');
      const before = written(stage);
      await says('added', await setup('--local', '--guide'), { server: 'added', guide: 'added' });
      await stage.effect('nothing else was written', () => {
        const news = changed(before, written(stage));
        return news.every((path) => /CLAUDE\.md$|\.claude\.json/.test(path)) && news.length >= 2;
      });
      await says('again', await setup('--local', '--guide'), { server: 'renewed', guide: 'there' });
      const listed = await agentSays(stage, 'mcp', 'list');
      await isTrue(stage, 'the agent reaches it', /csd: .*mcp --tools cms .*Connected/.test(listed), listed);
      await stage.spawn();
      await stage.step('the model calls a tool', () =>
        until(
          async () => {
            await stage.ok('run', '--session', 'lab', 'please list them');
            return /idle_done|working/.test(results(stage));
          },
          50_000,
          () => `no result of ${TOOL}: ${results(stage)}`,
        ),
      );
      await stage.effect('the result has the session', () => results(stage).includes('"lab'));
      const heard = JSON.stringify(stage.api.received.at(-1)?.request ?? '');
      await stage.effect('the model was given the guide and the person’s own lines', () =>
        ['Delegating to other sessions', 'Say what you did.'].every((text) => heard.includes(text)),
      );
      const names = [...new Set(heard.match(/mcp__csd__[a-z_]+/g))].map((name) => name.slice('mcp__csd__'.length));
      await stage.effect(`it knows the tools: ${names.length}`, () =>
        Object.keys(CMS_TOOLS).every((name) => names.includes(name)),
      );
      await stage.step('end', () => stage.ok('end', 'lab'));
      await says('taken back', await setup('--local', '--uninstall'), { server: 'removed', guide: 'removed' });
      await says('again', await setup('--local', '--uninstall'), { server: 'absent', guide: 'absent' });
      await stage.effect('the file is unchanged', () => instructions() === MINE);
      await stage.effect(
        'the agent has no MCP server left',
        async () => !/csd/.test(await agentSays(stage, 'mcp', 'list')),
      );
      await says('for every folder', await setup('--global', '--guide'), { server: 'added', guide: 'added' });
      await says('taken back', await setup('--global', '--uninstall'), { server: 'removed', guide: 'removed' });
      await stage.effect('a file with only the guide is removed', () => {
        return !existsSync(join(stage.place.configDir, 'CLAUDE.md'));
      });
    },
  },
];

/** Notes whether a condition holds, with the value found if it does not. */
const isTrue = (stage: Stage, what: string, ok: boolean, found: string) =>
  stage.effect(ok ? what : `${what}, not ${found.trim().slice(0, 400)}`, () => ok);

/** The tool's result, as the model received it. */
function results(stage: Stage): string {
  const { request } = stage.api.received.findLast(({ prompt }) => prompt.includes('list them')) ?? {};
  const blocks = JSON.stringify(request?.messages ?? []).match(/"type":"tool_result".*?(?="type":"tool_use"|$)/gs);
  return (blocks ?? []).join('\n').replaceAll('\\', '');
}

/** What the agent's own command prints. */
function agentSays(stage: Stage, ...words: string[]): Promise<string> {
  const options = { env: stage.place.env, cwd: stage.place.cwd, timeout: patience(60_000) };
  return new Promise((done) => {
    execFile(join(stage.place.root, 'bin/claude'), words, options, (error, stdout, stderr) =>
      done(`${stdout}${stderr}${error && stdout === '' ? error.message : ''}`.trim().replaceAll('\n', ' | ')),
    );
  });
}

/** Every file of the person's, with its modification time; the agent's own logs and backups are excluded. */
function written(stage: Stage): Map<string, number> {
  const found = new Map<string, number>();
  for (const folder of [stage.place.home, stage.place.cwd])
    for (const name of readdirSync(folder, { recursive: true }) as string[]) {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      const isOwn = /cache|backups|logs|\.lock|statsig|telemetry|daemon|sessions|debug|shell-snapshots|versions/.test(
        name,
      );
      if (stat?.isFile() && !isOwn) found.set(join(folder, name), stat.mtimeMs);
    }
  return found;
}

const changed = (before: Map<string, number>, after: Map<string, number>): string[] =>
  [...after].flatMap(([path, at]) => (before.get(path) === at ? [] : [path]));
