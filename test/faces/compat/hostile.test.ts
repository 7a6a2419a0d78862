import { describe, expect, test } from 'vitest';
import type { AnyOperation } from '../../../src/contract/operation.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import { CMS_COMMANDS, CMS_TOOLS } from '../../../src/faces/compat/cms.ts';
import { devSessionTools } from '../../../src/faces/compat/dev-session-tools.ts';
import { onOperations } from '../../../src/faces/compat/dev-sessions.ts';
import { createGateway } from '../../../src/faces/compat/gateway-app.ts';
import { callOperation } from '../../../src/operations/call-operation.ts';
import { OPERATIONS } from '../../../src/operations/index.ts';
import { someOf } from '../../thorough.ts';
import { asFault, faultsOf, patient, prepare, type Usual } from '../hostile/ask.ts';
import { faultOf, HOSTILE } from '../hostile/values.ts';
import { delegated, delegateLeaving, ended, idle, startable, type World, willing } from '../parity/worlds.ts';

/** The usual values of the other tools' fields that must be given; the environments in which some command succeeds. */
const FIELDS: Record<string, unknown> = {
  name: 'job',
  message: 'go on',
  task: 'do it',
  new_name: 'other',
  sessions: '[{"name":"one","prompt":"do it"}]',
  days: 0,
};
const WORLDS: World[] = [idle, willing, ended, startable, delegated, delegateLeaving];

/** The session `job` as one that `dev-sessions` has started. */
const tagged: World = () => {
  const ctx = willing();
  const sidecar = JSON.parse(ctx.files.texts.get('/state/job.json') ?? '{}');
  ctx.files.put(
    '/state/job.json',
    JSON.stringify({ ...sidecar, tags: ['dev-sessions'], last_used: 1_700_000_000_000 }),
  );
  return ctx;
};

function usualOf({ input }: AnyOperation, fields: Record<string, unknown>, worlds: World[]): Usual[] {
  const names = Object.keys(input.shape as object);
  const usual = Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
  return worlds.map((world) => ({ world, input: usual }));
}

async function faultsThrough(face: string, load: () => Promise<AnyOperation>, turn: number): Promise<string[]> {
  const operation = (await load()) as AnyOperation<Context>;
  return faultsOf(await prepare(operation, usualOf(operation, FIELDS, WORLDS), [face]), turn, 3);
}

describe('no hostile value causes an internal error', () => {
  test.each(Object.entries(CMS_COMMANDS).map(([name, load], turn) => ({ name, load, turn })))(
    'in the command cms $name',
    async ({ load, turn }) => {
      expect(await faultsThrough('command line', load, turn)).toEqual([]);
    },
    60_000,
  );

  test.each(Object.entries(CMS_TOOLS).map(([name, load], turn) => ({ name, load, turn })))(
    'in the tool $name of cms',
    async ({ load, turn }) => {
      expect(await faultsThrough('mcp', load, turn)).toEqual([]);
    },
    60_000,
  );

  test('in the tools of dev-sessions', async () => {
    const workspace = { host: undefined, container: '/workspace' };
    const site = { gateway: undefined, cwd: '/work/app', workspace, most: 9, creator: async () => 'me' };
    const fields = { sessionId: 'job', message: 'go on' };
    for (const load of Object.values(devSessionTools(site))) {
      const operation = (await load()) as AnyOperation<Context>;
      const asked = await prepare(operation, usualOf(operation, fields, [tagged, startable]), ['mcp']);
      expect(await faultsOf(asked, 0)).toEqual([]);
    }
  }, 60_000);
});

describe('the gateway', () => {
  const GET = { '/list-sessions': ['status'], '/read-output': ['sessionId', 'lines'] };
  const POST = {
    '/create-session': { hostPath: '/work/app', description: 'x', creator: 'me' },
    '/send-message': { sessionId: 'job', message: 'go on' },
  };

  async function answer(path: string, request?: RequestInit): Promise<unknown> {
    const ctx = patient(tagged);
    const app = createGateway(
      (signal) =>
        onOperations(
          async (name, input) => callOperation(await OPERATIONS[name](), input, { ...ctx, signal } as never),
          9,
        ),
      { kind: 'port', port: 80 },
      () => 0,
    );
    const headers = { host: 'localhost:80', 'content-type': 'application/json' };
    return (await app.request(`http://localhost:80${path}`, { ...request, headers })).json();
  }

  test('answers hostile values with orderly failures', async () => {
    const faults: string[] = [];
    for (const [what, json] of someOf(Object.entries(HOSTILE), 2)) {
      const parsed: unknown = json.length > 20_000 ? json : JSON.parse(json);
      const text = typeof parsed === 'string' ? parsed : json;
      const reached = [
        ...Object.entries(GET).flatMap(([path, names]) =>
          names.map(async (name) => answer(`${path}?${new URLSearchParams({ sessionId: 'job', [name]: text })}`)),
        ),
        ...Object.entries(POST).flatMap(([path, usual]) => [
          answer(path, { method: 'POST', body: json }),
          ...Object.keys(usual).map(async (name) => {
            const rest = Object.entries(usual).filter(([other]) => other !== name);
            const fields = [...rest.map(([other, value]) => `"${other}":"${value}"`), `"${name}":${json}`];
            return answer(path, { method: 'POST', body: `{${fields.join()}}` });
          }),
        ]),
      ];
      for (const asked of reached) {
        const fault = faultOf(await asked.catch(asFault));
        if (fault !== undefined) faults.push(`${what}: ${fault.slice(0, 300)}`);
      }
    }
    expect(faults).toEqual([]);
  }, 60_000);
});
