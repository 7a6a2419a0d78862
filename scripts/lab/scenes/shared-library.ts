import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { patience } from '../wait.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');

/** The examples of the library's page, in order, with sessions of that driver. */
const examplesWith = (agent: string, driver: string): string[] =>
  [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) =>
    code
      .replaceAll("from 'claude-session-driver'", `from ${JSON.stringify(join(ROOT, 'dist/index.js'))}`)
      .replace(/name: '(job|errand)',/g, `name: '$1', backend: '${agent}', driver: '${driver}', trust: true,`),
  );

/** Follows a turn by listeners and a stream at once, and aborts waits that would never end. */
const FOLLOWS = (
  agent: string,
  driver: string,
) => `import { openDriver } from ${JSON.stringify(join(ROOT, 'dist/index.js'))};
const driver = openDriver();
const session = await driver.open({ name: 'followed', backend: '${agent}', permission_mode: '${agent === 'codex' ? 'read-only' : 'default'}', driver: '${driver}', trust: true, cwd: process.cwd() });
const heard = [];
const stream = (async () => {
  const told = [];
  for await (const event of session.events()) {
    told.push(event);
    if (event.type === 'gate') await session.approve({ expect: event.gate_id });
    if (event.type === 'result') return told;
  }
  return told;
})();
session.on('delta', ({ text }) => heard.push(text));
await new Promise((done) => session.once('state', done));
await session.send('Ask and tell.');
const told = await stream;
const kinds = told.map(({ type }) => type);
const aborted = await session
  .send('Think about it.', { wait: true, signal: AbortSignal.timeout(1500) })
  .then(() => 'resolved', ({ name }) => name);
await session.interrupt();
await session[Symbol.asyncDispose]();
const after = await driver.state({ session: 'followed' });
driver.close();
const closed = await driver.ps({}).then(() => 'open', () => 'closed');
console.log(JSON.stringify({ kinds, texts: told.filter(({ type }) => type === 'text').map(({ text }) => text), deltas: heard.length,
  said: heard.join(''), reason: told.at(-1)?.reason, aborted, after: after.reason, resumable: after.resumable, closed }));
`;

/** The library on the real agent, with a screen and without one: its page's examples, and a followed turn. */
export function libraryOf({ agent }: { agent: string }): Scene[] {
  const gate =
    agent === 'codex'
      ? {
          tools: [
            {
              name: 'exec_command',
              input: { cmd: 'touch made', sandbox_permissions: 'require_escalated', justification: 'it is asked for' },
            },
          ],
        }
      : { tools: [{ name: 'Bash', input: { command: 'touch made' } }] };
  return ['screen', 'stream'].map((driver) => ({
    name: `library-${driver}`,
    about: `The library with the driver ${driver}: the examples of its page run, and events, signals and ends are as it says.`,
    records: false,
    script: (api) =>
      void api
        .on('Ask and tell', [gate, { text: 'One piece after the other, until all of it is said.', chunkMs: 150 }])
        .on('Think about it', [{ delayMs: 20_000, text: 'Thought.' }])
        .on(/Say hello|List the files|And once more/, [{ text: 'Hello.' }]),
    async play(stage) {
      const run = (code: string) => stage.step('run', () => runExample(stage, code));
      // csd cannot enforce a cost limit for codex.
      const examples = examplesWith(agent, driver).filter((code) => agent !== 'codex' || !code.includes('max_cost'));
      for (const code of examples) {
        const { failed, said } = await run(code);
        await stage.effect(`an example runs ${JSON.stringify(failed || said)}`, () => failed === '');
      }
      const { failed, said } = await run(FOLLOWS(agent, driver));
      const seen = failed === '' ? JSON.parse(said) : {};
      await stage.effect(`a gate, texts and the result ${failed || JSON.stringify(seen.kinds)}`, () => {
        const kinds: string[] = seen.kinds ?? [];
        return (
          ['state', 'gate', 'tool_use', 'text', 'result'].every((kind) => kinds.includes(kind)) && stage.made('made')
        );
      });
      await stage.effect(`each text once ${JSON.stringify(seen.texts)}`, () => seen.texts?.length === 1);
      await stage.effect(`text as it comes (${seen.deltas}: ${seen.said})`, () =>
        driver === 'stream' ? seen.deltas >= 3 && seen.said === seen.texts?.[0] : seen.deltas === 0,
      );
      await stage.effect(`aborted, ended and closed ${JSON.stringify(seen)}`, () => {
        const isEnded = seen.after === 'ended' && seen.resumable === true;
        return seen.aborted === 'TimeoutError' && isEnded && seen.closed === 'closed';
      });
    },
  }));
}

/** Runs a program that uses the built library, in the scene's folder. */
export function runExample(stage: Stage, code: string): Promise<{ failed: string; said: string }> {
  const file = join(stage.place.root, 'example.mts');
  writeFileSync(file, code);
  const loader = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
  const options = { cwd: stage.place.cwd, env: stage.place.env, timeout: patience(80_000) };
  return new Promise((done) => {
    execFile(process.execPath, ['--import', loader, file], options, (error, said, stderr) =>
      done({ failed: error ? `${error.message.slice(0, 200)} ${stderr.slice(-600)}` : '', said: said.trim() }),
    );
  });
}
