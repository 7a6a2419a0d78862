import { isDeepStrictEqual } from 'node:util';
import { LocalSide } from '../../../test/e2e/remote-hosts.ts';
import { noHosts, Sshd } from '../../../test/e2e/sshd.ts';
import type { SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';

const NASTY = 'say hello $(id -u) `id` "quoted" \'too\'\nsecond line';

/** Sessions on the scene's machine, used from another one over a real sshd on loopback; on every agent. */
export const hostsOf: SceneTable = (words) => [
  {
    name: 'remote-session',
    about: 'A session of another machine is started, talked to, asked, cut off and ended as one of this machine.',
    on: () => noHosts === undefined,
    records: false,
    known: false,
    spawn: words.asking,
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }])
        .on('wait long', [{ delayMs: 6000, text: 'At last.' }]),
    async play(stage) {
      const near = new LocalSide();
      const sshd = new Sshd('remote', near.keys, {
        folder: stage.place.root,
        home: stage.place.home,
        env: stage.place.env,
      });
      const csd = (...args: string[]) => near.sandbox.csd(args, { timeoutMs: 60_000 });
      try {
        await near.reach(sshd);
        await playRemote(stage, sshd, csd);
      } finally {
        await sshd.stop();
        await near.dispose();
      }
    },
  },
];

type Remote = (...args: string[]) => Promise<{ code: number; json: unknown }>;

async function playRemote(stage: Stage, sshd: Sshd, remote: Remote): Promise<void> {
  const done = async (label: string, ...args: string[]) => {
    const ran = await remote(...args);
    await stage.effect(label, () => ran.code === 0);
    return ran.json as Record<string, unknown>;
  };
  /** The state reported remotely is the one reported there. */
  const alike = (label: string, status: string) =>
    stage.effect(label, async () => {
      const [there, here] = [await stage.csd('state', 'lab'), await remote('state', 'lab@remote')];
      const states = [there.json, here.json] as { status: string }[];
      return isDeepStrictEqual(states[0], states[1]) && states[0]?.status === status && here.code === 0;
    });
  const { name } = stage.agent;
  const flags = stage.scene.spawn ?? [];
  await done(
    'spawn',
    'spawn',
    '--host',
    'remote',
    '--backend',
    name,
    '--cwd',
    stage.place.start,
    '--name',
    'lab',
    ...flags,
  );
  await done('send', 'send', 'lab@remote', NASTY);
  const first = await done('wait', 'wait', 'lab@remote', '--timeout', '30');
  await stage.effect('the answer’s text is reported', () => (first.state as { text?: string }).text === 'Hello there.');
  await stage.effect('the prompt arrived unchanged', () => stage.api.prompts().includes(NASTY));
  await alike('idle', 'idle_done');

  await done('send for a gate', 'send', 'lab@remote', 'touch it');
  const gated = await remote('wait', 'lab@remote', '--timeout', '30');
  await stage.effect('the gate ends a wait', () => gated.code === 4);
  await alike('blocked', 'blocked');
  await stage.effect('nothing ran yet', () => !stage.made('made'));
  await done('approve', 'approve', 'lab@remote');
  await done('wait for its end', 'wait', 'lab@remote', '--for', 'idle_done', '--timeout', '30');
  await stage.effect('it ran', () => stage.made('made'));

  await done('send for a long turn', 'send', 'lab@remote', 'wait long');
  await sshd.stop();
  const lost = await remote('state', 'lab@remote');
  await stage.effect(
    'without a connection no state is reported',
    () => lost.code === 255 && (lost.json as { code: string }).code === 'unreachable',
  );
  await sshd.start();
  const last = await done('wait again', 'wait', 'lab@remote', '--timeout', '30');
  await stage.effect('the turn continued', () => (last.state as { text?: string }).text === 'At last.');
  await stage.effect(
    'each prompt was sent once',
    () => stage.api.prompts().filter((prompt) => prompt === 'wait long').length === 1,
  );

  await done('end', 'end', 'lab@remote');
  await alike('ended', 'dead');
  await done('resume', 'resume', 'lab@remote', 'say hello again');
  const again = await done('wait once more', 'wait', 'lab@remote', '--timeout', '30');
  await stage.effect('in the same conversation', () => (again.state as { text?: string }).text === 'Hello there.');
  await stage.effect('its history from the other machine', async () => {
    const { json } = await remote('history', 'lab@remote', '--json');
    return (json as { turns: unknown[] }).turns.length === 4;
  });
  await done('rename', 'rename', 'lab@remote', 'moved');
  await stage.effect('found under its new name', async () => {
    const { json } = await remote('state', 'moved@remote');
    return (json as { status?: string }).status === 'idle_done';
  });
  await done('kill', 'kill', 'moved@remote');
}
