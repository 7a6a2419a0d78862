import type { Sidecar } from '../../contract/session.ts';
import { type CostSample, toSamples } from '../../detect/usage/turn-costs.ts';
import type { Context } from '../session/context.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { isStream, streamFiles } from '../session/sidecars/stream-files.ts';
import { readCostRecords, readTapCosts } from './tap-files.ts';

/** A session's cost over time, as its agent counted it, oldest first; empty if unknown. */
export async function readCosts(ctx: Context, sidecar: Sidecar): Promise<CostSample[]> {
  if (!isStream(sidecar)) return toSamples(await readTapCosts(ctx, sidecar));
  const records = await readCostRecords(ctx, streamFiles(ctx, filesName(sidecar)).costs);
  return records.flatMap(({ at, total }) =>
    // The agent reports a turn when it is over.
    typeof at === 'number' && typeof total === 'number' ? [{ from: at, to: at, total, isWhole: true }] : [],
  );
}
