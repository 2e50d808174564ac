import { describe, expect, it } from '@jest/globals';
import { fail, type Verdict } from '../../shared/blind-spots/check.ts';
import { faultDigest } from '../../shared/blind-spots/fault-digest.ts';
import { FRESH, type Watch, watch } from '../../shared/blind-spots/watch.ts';
import { decodeWatch, encodeWatch } from '../../shared/blind-spots/watch-codec.ts';
import { NOW } from '../builders/alert.ts';
import { aCheck, VERDICTS } from '../builders/blind-spot.ts';

const HOUR = 3_600_000;
const START = NOW.getTime();
const a = fail('a has stopped', { title: 'Start it', command: 'aws start a' });
const b = fail('b has stopped', { title: 'Start it', command: 'aws start b' });

/** Tells what turned of one check that found this at these hours after the start. */
function told(...runs: readonly (readonly [hour: number, verdict: Verdict])[]): string[] {
  let state: Watch = FRESH;
  return runs.flatMap(([hour, verdict]) => {
    const next = watch(state, [{ check: aCheck(), verdict }], START + hour * HOUR);
    state = next.state;
    return next.turned.map((turn) => `${hour} ${turn.again ?? turn.state}`);
  });
}

describe('other faults of a check that fails', () => {
  it.each<[string, readonly (readonly [number, Verdict])[], string[]]>([
    [
      'are told when two runs in a row find them',
      [
        [0, a],
        [6, b],
        [12, b],
        [18, b],
      ],
      ['0 failed', '12 faults'],
    ],
    [
      'are not when only one does',
      [
        [0, a],
        [6, b],
        [12, a],
        [18, b],
        [24, a],
      ],
      ['0 failed'],
    ],
    [
      'are, whatever could not be known between',
      [
        [0, a],
        [6, b],
        [12, VERDICTS.unknown],
        [18, b],
      ],
      ['0 failed', '18 faults'],
    ],
    [
      'are not told when they were told before',
      [
        [0, a],
        [6, b],
        [12, b],
        [18, a],
        [24, a],
        [30, a],
        [36, a],
        [42, a],
      ],
      ['0 failed', '12 faults'],
    ],
    [
      'are told a day after others at the earliest',
      [[0, a], [6, b], [12, b], ...[18, 24, 30, 36, 42].map((hour) => [hour, fail('c has stopped')] as const)],
      ['0 failed', '12 faults', '36 faults'],
    ],
    [
      'are told as a failure of their own after an end',
      [
        [0, a],
        [6, VERDICTS.pass],
        [30, b],
        [36, b],
      ],
      ['0 failed', '6 recovered', '30 failed'],
    ],
    [
      'of the first failure are told again after an end',
      [
        [0, a],
        [6, b],
        [12, b],
        [40, VERDICTS.pass],
        [70, b],
        [76, a],
        [82, a],
      ],
      ['0 failed', '12 faults', '40 recovered', '70 failed', '82 faults'],
    ],
    [
      'are held back after two turns within a day, so that no day holds more than 4',
      [
        [0, a],
        [6, VERDICTS.pass],
        [24, a],
        [25, b],
        [26, b],
        [27, VERDICTS.pass],
        [28, b],
      ],
      ['0 failed', '6 recovered', '24 failed', '27 recovered', '28 failed'],
    ],
    [
      'are told no later than otherwise after a clock that was ahead',
      [
        [1000, a],
        [1006, b],
        [1012, b],
        [0, b],
        ...[6, 12, 18, 24].map((hour) => [hour, fail('c has stopped')] as const),
      ],
      ['1000 failed', '1012 faults', '24 faults'],
    ],
  ])('%s', (_, runs, wanted) => {
    expect(told(...runs)).toEqual(wanted);
  });

  it('are not news when an earlier version did not note which it told', () => {
    const { state } = watch(FRESH, [{ check: aCheck(), verdict: a }], START);
    const old = JSON.parse(encodeWatch(state));
    for (const field of ['toldFaults', 'newFaults', 'toldSeverity', 'againAt']) delete old.checks[0][field];
    for (const field of ['again', 'unread']) delete old.outbox[0][field];
    const read = decodeWatch(JSON.stringify(old));
    if (!read.ok) throw new Error(read.error);
    let watched = read.value;
    const high = { severity: 'high', whole: true } as const;
    for (const verdict of [b, b, b]) {
      const next = watch(watched, [{ check: aCheck(), verdict }], START + HOUR, high);
      expect(next.turned).toEqual([]);
      watched = next.state;
    }
    expect(watch(watched, [{ check: aCheck(), verdict: a }], START + 2 * HOUR).state.checks[0]?.newFaults).toBe(
      faultDigest(a),
    );
  });
});

describe('what a check finds is the same', () => {
  const same = (one: Verdict, other: Verdict) => faultDigest(one) === faultDigest(other);

  it.each([
    ['while numbers grow', 'trail a: 1 error in the last 24 hours', 'trail a: 1,204 errors in the last 24 hours'],
    [
      'while time passes',
      'nothing arrived since Sat 21 Nov 2026 02:10 UTC',
      'nothing arrived since Sun 1 Mar 2026 12:10 UTC',
    ],
    ['while ages grow', 'the newest record is 2 days old', 'the newest record is 59 min old'],
    [
      'in any order',
      'a@example.com has not confirmed; b@example.com has not confirmed',
      'b@example.com has not confirmed; a@example.com has not confirmed',
    ],
  ])('%s', (_, one, other) => {
    expect(same(fail(one), fail(other))).toBe(true);
  });

  it.each([
    ['names differ', fail('trail a is stopped'), fail('trail b is stopped')],
    ['one more is found', fail('trail a is stopped'), fail('trail a is stopped; trail a excludes KMS')],
    [
      'a name differs in its number, in a command',
      fail('trail t1 is stopped', { title: 'x', command: 'start t1' }),
      fail('trail t2 is stopped', { title: 'x', command: 'start t2' }),
    ],
    ['the word after a numbered name differs', fail('trail-2 stopped'), fail('trail-2 excludes')],
  ])('but not when %s', (_, one, other) => {
    expect(same(one, other)).toBe(false);
  });
});
