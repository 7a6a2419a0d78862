import { describe, expect, it } from 'vitest';
import { patience, slowness, until, withPatience } from '../../scripts/lab/wait.ts';

describe('time limits of the lab', () => {
  it('grow with the number of busy programs, and never shrink', () => {
    expect(slowness(0.5, 2)).toBe(1);
    expect(slowness(2, 2)).toBe(1);
    expect(slowness(9, 2)).toBe(4.5);
    expect(slowness(400, 2)).toBe(10);
  });

  it('are whole numbers, as a limit of a process must be', () => {
    expect(Number.isInteger(patience(333.3))).toBe(true);
  });

  it('grow in a command line if they are long; a short one may be meant to expire', () => {
    expect(withPatience(['wait', 'lab', '--timeout', '20'], 1.51)).toEqual(['wait', 'lab', '--timeout', '31']);
    expect(withPatience(['wait', 'lab', '--timeout', '1'], 3)).toEqual(['wait', 'lab', '--timeout', '1']);
    expect(withPatience(['send', 'lab', '--', '20'], 3)).toEqual(['send', 'lab', '--', '20']);
  });

  it('are reported as the time actually waited', async () => {
    await expect(
      until(
        () => false,
        1,
        () => 'never came',
      ),
    ).rejects.toThrow(/^never came \(waited 0\.\d s\)$/);
  });
});
