import { CsdError, type ErrorCode } from '../../contract/errors.ts';

/** Failures of a step that a fresh look explains: the screen changed under it. */
const LOOK_AGAIN: readonly ErrorCode[] = ['gated', 'not_ready', 'no_gate', 'gate_changed'];

/** What a step answers; `undefined` where it failed for a reason that a fresh look explains. */
export async function unlessChanged<T>(step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof CsdError && LOOK_AGAIN.includes(error.code)) return undefined;
    throw error;
  }
}
