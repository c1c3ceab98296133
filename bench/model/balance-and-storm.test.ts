import { describe, expect, test } from 'bun:test';
import { seededRandom } from '@parley/testkit/seeded-ids';
import { partitionBalance } from './balance.ts';
import { reconnectStorm } from './storm.ts';

describe('partitions over message instances', () => {
  test.each([2, 4, 16])('fall evenly enough to %d of them', (instances) => {
    const { most, mean, idle } = partitionBalance(instances);
    expect(idle).toBe(0);
    // Balls into bins: the fullest of n bins stands about √(2 · mean · ln n) above the mean.
    expect(most).toBeLessThan(mean + 1.5 * Math.sqrt(2 * mean * Math.log(instances)) + 1);
  });

  test.each([4, 16, 64])('move only as far as they must when one of %d goes', (instances) => {
    expect(partitionBalance(instances).moved).toBeLessThan(3 / instances);
  });

  test('are too few for hundreds of instances', () => {
    expect(partitionBalance(300).idle).toBeGreaterThan(100);
  });
});

describe('after the death of a node its clients', () => {
  test('come within half a second where there is room', () => {
    const { lastMs, refused } = reconnectStorm(10_000, 1006, 100_000, seededRandom(1));
    expect(lastMs).toBeLessThanOrEqual(500);
    expect(refused).toBe(0);
  });

  test('are all back in little more than the least possible time where there is not', () => {
    const { lastMs, refused } = reconnectStorm(20_000, 1006, 2_000, seededRandom(2));
    expect(refused).toBeGreaterThan(10_000);
    expect(lastMs).toBeGreaterThanOrEqual(9_000);
    expect(lastMs).toBeLessThan(30_000);
  });

  test('are spread over a second when it drains', () => {
    const { lastMs, peakPerSecond } = reconnectStorm(10_000, 4503, 100_000, seededRandom(3));
    expect(lastMs).toBeGreaterThan(900);
    expect(peakPerSecond).toBe(10_000);
  });
});
