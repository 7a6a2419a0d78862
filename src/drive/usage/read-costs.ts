import type { Sidecar } from '../../contract/session.ts';
import { type CostSample, toSamples } from '../../detect/usage/turn-costs.ts';
import type { Context } from '../session/context.ts';
import { filesName } from '../session/files-name.ts';
import { isStream, streamFiles } from '../session/stream-files.ts';
import { readCostRecords, readTapCosts } from './tap-files.ts';

/** What a session had cost by and by, as its agent counted it, oldest first; empty where that is not known. */
export async function readCosts(ctx: Context, sidecar: Sidecar): Promise<CostSample[]> {
  if (!isStream(sidecar)) return toSamples(await readTapCosts(ctx, sidecar));
  const records = await readCostRecords(ctx, streamFiles(ctx, filesName(sidecar)).costs);
  return records.flatMap(({ at, total }) =>
    // The agent tells of a turn when it is over.
    typeof at === 'number' && typeof total === 'number' ? [{ from: at, to: at, total, isWhole: true }] : [],
  );
}
