import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createHostWorld } from '../../../src/adapters/stream/host-world.ts';
import { FakeClock } from '../../fakes/clock.ts';

test('a disk that takes nothing does not end the host, and the newest state is written once it can be', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'csd-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const full = existsSync('/dev/full') ? '/dev/full' : path.join(folder, 'records');
  const clock = new FakeClock();
  let isFull = true;
  clock.sleep = async () => {
    await new Promise((done) => setTimeout(done, 10));
    if (!isFull) mkdirSync(path.join(folder, 'later'), { recursive: true });
  };
  const state = path.join(folder, 'later/state.json');
  const files = { records: full, costs: full, state, socket: path.join(folder, 's') };
  const world = createHostWorld(clock, files, {} as ChildProcess);
  world.append('{"a":1}\n', false);
  world.noteCost('{"total":1}\n');
  world.publish('first\n');
  world.publish('second\n');
  await new Promise((done) => setTimeout(done, 60));
  expect(existsSync(state)).toBe(false);
  isFull = false;
  await expect.poll(() => existsSync(state) && readFileSync(state, 'utf8')).toBe('second\n');
});

test('a state that cannot be written leaves no older one behind', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'csd-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const state = path.join(folder, 'state.json');
  writeFileSync(state, 'older\n');
  // No file can be written there.
  mkdirSync(`${state}.next`);
  const files = { records: path.join(folder, 'records'), state, socket: path.join(folder, 's') };
  const clock = new FakeClock();
  clock.sleep = () => new Promise(() => undefined);
  createHostWorld(clock, files, {} as ChildProcess).publish('newer\n');
  expect(existsSync(state)).toBe(false);
  rmSync(`${state}.next`, { recursive: true });
});
