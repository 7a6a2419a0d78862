import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sidecarOf } from '../hand.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';

interface Refused {
  code?: string;
  error?: string;
}

/** Conversations that cannot be continued, on a real agent: each is reported, nothing starts, and nothing is lost. */
export const BAD_INPUT: Scene[] = ['screen', 'stream'].map((driver) => ({
  name: `bad-input-${driver}`,
  about: `Without its session, turn, transcript or folder a conversation cannot be continued (driver ${driver}), and continues once that is back.`,
  records: false,
  script: (api) =>
    void api
      .on('remember', [{ text: 'I keep the word.' }])
      .on('and then', [{ text: 'Then this.' }])
      .on('in the fork', [{ text: 'Forked.' }]),
  async play(stage) {
    // Only for the session: csd itself is started elsewhere.
    const cwd = join(stage.place.root, 'own');
    mkdirSync(cwd);
    const start = ['--backend', stage.agent.name, '--cwd', cwd, '--trust', '--driver', driver];
    const csd = (...words: string[]) => stage.step(words.slice(0, 2).join(' '), () => stage.csd(...words));
    const refused = async (what: string, code: string, ...words: string[]) => {
      const before = await standing(stage);
      const ran = await csd(...words);
      const { code: said, error } = (ran.json ?? {}) as Refused;
      const after = await standing(stage);
      await stage.effect(`${what}: ${said} ${error}`, () => ran.code === 1 && said === code && (error ?? '') !== '');
      await stage.effect(`${what}: nothing started, nothing lost ${after}`, () => before === after);
    };
    const run = async (name: string, prompt: string, text: string) => {
      const ran = (await csd('run', '--json', '--session', name, prompt)).json as { status: string; text?: string };
      await stage.effect(`${name} answers ${JSON.stringify(ran)}`, () => ran.status === 'done' && ran.text === text);
    };

    for (const verb of ['end', 'resume', 'pause', 'output', 'history', 'usage', 'forget'])
      await refused(`${verb} of nobody`, 'no_such_session', verb, 'nobody');
    await refused('fork of nobody', 'no_such_session', 'fork', 'nobody', 'new');

    await stage.step('spawn', () => stage.ok('spawn', '--name', 'lab', ...start));
    await refused('a fork without a turn', 'no_conversation', 'fork', 'lab', 'new');
    await run('lab', 'remember the word albatross', 'I keep the word.');
    await refused('a fork under a name that is taken', 'name_taken', 'fork', 'lab', 'lab');
    await refused('a name that is no name', 'bad_input', 'fork', 'lab', '../up');
    await refused('forget of one that runs', 'not_ended', 'forget', 'lab');
    const { session_id } = await sidecarOf(stage, 'lab');
    await refused(
      'its conversation once more',
      'already_open',
      'spawn',
      '--name',
      'again',
      ...start,
      '--resume',
      String(session_id),
    );

    await stage.step('end', () => stage.ok('end', 'lab'));
    const folder = join(stage.place.configDir, stage.agent.transcripts);
    renameSync(folder, `${folder}-away`);
    for (const words of [
      ['resume', 'lab'],
      ['fork', 'lab', 'new'],
      ['send', '--resume', 'lab', 'and then'],
    ])
      await refused(`${words[0]} without its transcript`, 'conversation_gone', ...words);
    for (const made of readdirSync(stage.place.configDir).filter((name) => name === stage.agent.transcripts))
      renameSync(join(stage.place.configDir, made), join(stage.place.root, 'made-meanwhile'));
    renameSync(`${folder}-away`, folder);

    renameSync(cwd, `${cwd}-away`);
    await refused('resume without its folder', 'folder_gone', 'resume', 'lab');
    await refused('fork without its folder', 'folder_gone', 'fork', 'lab', 'new');
    renameSync(`${cwd}-away`, cwd);

    const both = await Promise.all([csd('resume', 'lab'), csd('resume', 'lab')]);
    const said = both.map(({ code, json }) =>
      code === 0 ? (json as { outcome: string }).outcome : (json as Refused).code,
    );
    await stage.effect(`two resumes at once: ${said}`, () => {
      const [one, other] = said.sort();
      return other === 'resumed' && (one === 'locked' || one === 'running');
    });
    await run('lab', 'and then what was it', 'Then this.');
    await stage.effect('in the same conversation', () => {
      const heard = stage.api.received.findLast(({ prompt }) => prompt.includes('and then'));
      return JSON.stringify(heard?.request ?? '').includes('albatross');
    });
    await stage.step('fork', () => stage.ok('fork', 'lab', 'twin'));
    await run('twin', 'in the fork', 'Forked.');

    const tasks = join(stage.place.root, 'tasks.json');
    writeFileSync(
      tasks,
      JSON.stringify([
        { name: 'a', prompt: 'remember' },
        { name: 'b', prompt: 'x', effort: '-no' },
      ]),
    );
    await refused('a batch with one bad entry', 'bad_input', 'batch', tasks);
    const { usage_path: usage } = await sidecarOf(stage, 'lab');
    if (typeof usage !== 'string') return;
    await stage.step('end', () => stage.ok('end', 'lab'));
    for (const file of ['report.0', 'report.1']) writeFileSync(join(usage, file), 'no json\n');
    await refused('a status line that is not JSON', 'bad_report', 'usage', 'lab');
    const { status } = (await csd('state', 'lab', '--usage')).json as { status: string };
    await stage.effect('and its state is reported', () => status === 'dead');
  },
}));

/** The existing sidecars and tmux sessions. */
async function standing(stage: Stage): Promise<string> {
  const listed = await stage.terminal.tmux('list-sessions', '-F', '#{session_name}').catch(() => '');
  const sidecars = execFileSync(
    'sh',
    ['-c', 'ls "$1" 2>/dev/null || true', 'sh', join(stage.place.root, 'state/csd/sessions')],
    {
      encoding: 'utf8',
    },
  );
  const names = sidecars.split('\n').filter((name) => name.endsWith('.json'));
  return JSON.stringify([listed.trim().split('\n').sort(), names.sort()]);
}
