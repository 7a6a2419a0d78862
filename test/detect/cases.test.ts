import { describe, expect, test } from 'vitest';
import { observe } from '../../src/drive/observe.ts';
import { listFixtures, worldOf } from './fixture.ts';

describe.each(listFixtures())('$id', (fixture) => {
  const check = async () => {
    const { context, sidecar } = worldOf(fixture);
    const [seen] = await observe(context, [sidecar]);
    expect(seen?.verdict.state, JSON.stringify(seen?.verdict.evidence, null, 1)).toMatchObject(fixture.expect);
  };
  if (fixture.case.knownWrong) test.fails(`known wrong: ${fixture.case.knownWrong}`, check);
  else test(fixture.case.about, check);
});
