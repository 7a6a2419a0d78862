import { CsdError, type ErrorCode } from '../../contract/errors.ts';

/** Errors that mean that the screen changed during a step, so that it should look again. */
const LOOK_AGAIN: readonly ErrorCode[] = ['gated', 'not_ready', 'no_gate', 'gate_changed'];

/** The result of a step; `undefined` if it failed because the screen changed. */
export async function unlessChanged<T>(step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof CsdError && LOOK_AGAIN.includes(error.code)) return undefined;
    throw error;
  }
}
