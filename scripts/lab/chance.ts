import { createRandom, type Random } from '../../test/detect/derive/random.ts';

/**
 * The moments at which a scene of this name kills: the same in every run, different ones with another `CSD_LAB_SEED`.
 */
export function chanceOf(scene: string): Random {
  const seed = Number(process.env.CSD_LAB_SEED ?? 1);
  if (!Number.isSafeInteger(seed)) throw new Error(`CSD_LAB_SEED=${process.env.CSD_LAB_SEED}: give a whole number`);
  return createRandom([...scene].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, seed));
}
