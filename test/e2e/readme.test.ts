import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstMinutes, mayExitWith } from '../docs/first-minutes.ts';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, type Step } from './sandbox.ts';

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const answer: Step = { say: 'It is a small project. I would call it heron.' };
const listing: Step = { tools: [{ name: 'Bash', input: { command: 'ls', description: 'List the files' } }] };
const asking: Step = {
  ask: {
    header: 'Name',
    question: 'Which name?',
    options: [
      { label: 'heron', description: 'A bird' },
      { label: 'crane', description: 'Another' },
    ],
  },
};

describe.skipIf(!hasTmux)('the first minutes of the README (needs tmux)', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.dispose());

  /** Pastes the lines into a shell, one after the other, in a folder that the agent does not trust yet. */
  async function paste(steps: Step[]) {
    const folder = sandbox.workFolder('project', false);
    const bin = join(sandbox.folder, 'bin');
    mkdirSync(bin);
    const [command, words] = commandOf([]);
    writeFileSync(join(bin, 'csd'), `#!/bin/sh\nexec ${[command, ...words].map(quote).join(' ')} "$@"\n`);
    chmodSync(join(bin, 'csd'), 0o755);
    const agent = sandbox.agent({ turns: [{ match: '', steps }] });
    const env = { ...sandbox.env, PATH: `${bin}:${sandbox.env.PATH}`, CSD_CLAUDE_BIN: agent.bin };
    const played: { line: string; code: number; stdout: string; stderr: string }[] = [];
    for (const line of firstMinutes()) {
      await new Promise<void>((done) => {
        const child = execFile('sh', ['-c', line], { env, cwd: folder, timeout: 60_000 }, (error, stdout, stderr) => {
          played.push({ line, code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
          done();
        });
        child.stdin?.end();
      });
    }
    return played;
  }

  test('exist', () => {
    expect(firstMinutes().length).toBeGreaterThanOrEqual(7);
    expect(firstMinutes().join('\n')).toMatch(
      /^csd spawn .*\ncsd send job .*\ncsd wait job\ncsd state job\ncsd kill job$/m,
    );
  });

  test.each([
    { what: 'a plain answer', steps: [answer], run: 0, wait: 0, status: 'idle_done' },
    { what: 'a permission gate', steps: [listing, answer], run: 4, wait: 4, status: 'blocked' },
    { what: 'a question', steps: [asking, answer], run: 3, wait: 3, status: 'awaiting_answer' },
  ])('work when pasted: $what', async ({ steps, run, wait, status }) => {
    const played = await paste(steps);
    for (const { line, code, stderr } of played)
      expect({
        line,
        fits: mayExitWith(line).includes(code),
        stderr: mayExitWith(line).includes(code) ? '' : stderr,
      }).toEqual({
        line,
        fits: true,
        stderr: '',
      });
    const of = (start: string) => played.find(({ line }) => line.startsWith(start));
    expect(of('csd run')?.code).toBe(run);
    expect(of('csd wait')?.code).toBe(wait);
    expect(JSON.parse(of('csd state')?.stdout ?? '')).toMatchObject({ status });
    // The run that met something keeps its session; the spawned one is gone.
    expect(sandbox.sidecars()).not.toContain('job.json');
  });
});
