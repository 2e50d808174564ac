import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fail, type Verdict } from '../../shared/blind-spots/check.ts';
import { FRESH, type Watch, watch } from '../../shared/blind-spots/watch.ts';
import type { KeysFound } from '../../shared/blind-spots/watch-step.ts';
import { NOW } from '../builders/alert.ts';
import { aCheck, VERDICTS } from '../builders/blind-spot.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Run {
  readonly found: Verdict['state'];
  /** Milliseconds that the clock moves before it. */
  readonly move: number;
  /** What it finds failing, if it does. */
  readonly fault: string;
  readonly keys: KeysFound;
}

interface Told {
  readonly run: number;
  readonly state: 'failed' | 'recovered' | 'again';
  /** By the clock. */
  readonly at: number;
  /** Time that has passed for the rule: a clock that is set back takes none back. */
  readonly passed: number;
}

const states = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('pass' as const, 'fail' as const) },
  { weight: 1, arbitrary: fc.constantFrom('warn' as const, 'unknown' as const) },
);
const forward = fc
  .oneof(fc.integer({ min: 5, max: 360 }), fc.constantFrom(5, 60, 360))
  .map((minutes) => minutes * MINUTE);
const back = fc.integer({ min: 1, max: 72 * 60 }).map((minutes) => -minutes * MINUTE);
const fault = fc.constantFrom('a', 'b', 'c');
const keys = fc.record({
  severity: fc.constantFrom('medium' as const, 'high' as const, 'critical' as const),
  whole: fc.boolean(),
});
const runsOf = (move: fc.Arbitrary<number>) =>
  fc.array(fc.record({ found: states, move, fault, keys }), { maxLength: 120 });
const steady = runsOf(forward);
const jumping = runsOf(fc.oneof({ weight: 6, arbitrary: forward }, { weight: 1, arbitrary: back }));

/** What is told in these runs of one check. */
function tell(runs: readonly Run[], start = NOW.getTime()): { told: readonly Told[]; end: Watch; now: number } {
  let [state, now, passed]: [Watch, number, number] = [FRESH, start, 0];
  const told: Told[] = [];
  for (const [run, { found, move, fault, keys }] of runs.entries()) {
    now += move;
    passed += Math.max(0, move);
    const verdict = found === 'fail' ? fail(`trail ${fault} has stopped`) : VERDICTS[found];
    const next = watch(state, [{ check: aCheck(), verdict }], now, keys);
    state = next.state;
    for (const turn of next.turned)
      told.push({ run, state: turn.again === undefined ? turn.state : 'again', at: now, passed });
  }
  return { told, end: state, now };
}

/** Runs whose verdict is known. */
const isWell = (state: Verdict['state']) => state === 'pass' || state === 'warn';

describe.each([
  ['a clock that only goes forward', steady],
  ['a clock that is set back now and then', jumping],
])('whatever is found, by %s,', (_, runs) => {
  const holds = (rule: (list: readonly Run[]) => void) => fc.assert(fc.property(runs, rule), { numRuns: 400 });

  it('failures and their ends take turns, a failure first', () => {
    holds((list) => {
      const turns = tell(list).told.filter(({ state }) => state !== 'again');
      for (const [at, { state }] of turns.entries()) expect(state).toBe(at % 2 === 0 ? 'failed' : 'recovered');
    });
  });

  it('each is told of a run that found just that', () => {
    holds((list) => {
      for (const { run, state } of tell(list).told) {
        const verdict = list[run]?.found ?? 'unknown';
        expect(state === 'recovered' ? isWell(verdict) : verdict === 'fail').toBe(true);
      }
    });
  });

  it('no 24 hours hold more than 4 of them', () => {
    holds((list) => {
      const { told } = tell(list);
      for (const { passed } of told)
        expect(told.filter((one) => one.passed >= passed && one.passed < passed + DAY).length).toBeLessThanOrEqual(4);
    });
  });

  it('a failure is told again only while it lasts, and once in 24 hours', () => {
    holds((list) => {
      const { told } = tell(list);
      for (const [at, { state, passed }] of told.entries()) {
        if (state !== 'again') continue;
        expect(['failed', 'again']).toContain(told[at - 1]?.state);
        const within = told.filter((one) => one.state === 'again' && one.passed >= passed && one.passed < passed + DAY);
        expect(within).toHaveLength(1);
      }
    });
  });

  it('a failure is told at once unless the last that was told is one', () => {
    holds((list) => {
      const { told } = tell(list);
      for (const [run, { found: verdict }] of list.entries()) {
        if (verdict !== 'fail') continue;
        const before = told.filter((one) => one.run < run).at(-1);
        const isTold = told.some((one) => one.run === run && one.state === 'failed');
        expect(isTold).toBe(before === undefined || before.state === 'recovered');
      }
    });
  });

  it('what stays is told in the end', () => {
    holds((list) => {
      for (const last of ['pass', 'warn', 'fail'] as const) {
        const stays = Array.from({ length: 6 }, () => ({
          found: last,
          move: 5 * HOUR,
          fault: 'a',
          keys: { severity: 'medium' as const, whole: true },
        }));
        const { told } = tell([...list, ...stays]);
        const end = told.at(-1)?.state ?? 'recovered';
        expect(end === 'again' ? 'failed' : end).toBe(last === 'fail' ? 'failed' : 'recovered');
      }
    });
  });

  it('what cannot be known is as if nobody had looked', () => {
    holds((list) => {
      const known: Run[] = [];
      let moved = 0;
      for (const run of list) {
        moved += run.move;
        if (run.found === 'unknown') continue;
        known.push({ ...run, move: moved });
        moved = 0;
      }
      const say = ({ told }: ReturnType<typeof tell>) => told.map(({ state, at }) => [state, at]);
      expect(say(tell(known))).toEqual(say(tell(list)));
    });
  });
});
