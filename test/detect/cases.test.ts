import { describe, expect, test } from 'vitest';
import { BACKENDS } from '../../src/backends/index.ts';
import { observe } from '../../src/drive/observe/observe.ts';
import { listFixtures, worldOf } from './fixture.ts';

describe.each([...BACKENDS.keys()].flatMap((name) => listFixtures(name)))('$id', (fixture) => {
  const check = async () => {
    const { context, sidecar } = worldOf(fixture);
    const [seen] = await observe(context, [sidecar]);
    expect(seen?.verdict.state, JSON.stringify(seen?.verdict.evidence, null, 1)).toMatchObject(fixture.expect);
  };
  if (fixture.case.knownWrong) test.fails(`known wrong: ${fixture.case.knownWrong}`, check);
  else test(fixture.case.about, check);
});
