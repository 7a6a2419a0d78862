import { expect, test } from 'vitest';
import { BACKENDS } from '../../../src/backends/index.ts';
import { agentEnvironment } from '../../../src/drive/spawn/environment.ts';

const launch = { unsetAlways: [], unsetUnlessCaller: [], passOn: [] };
const worker = { emptyAlways: [], emptyUnlessCaller: [] };
const programs = [...BACKENDS.values()].map((backend) => backend.launch.programVariable);
const env = Object.fromEntries([...programs, 'XDG_STATE_HOME', 'OTHER'].map((name) => [name, `/of/${name}`]));

test('a worker finds the agents and the sessions of its starter', () => {
  const { set } = agentEnvironment(launch, env, worker, programs);
  expect(set).toEqual(Object.fromEntries([...programs, 'XDG_STATE_HOME'].map((name) => [name, `/of/${name}`])));
  expect(programs.length).toBeGreaterThan(1);
});

test('an agent that is not a worker gets none of these variables', () => {
  expect(agentEnvironment(launch, env, undefined, programs).set).toEqual({});
});
