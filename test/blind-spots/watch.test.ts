import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../shared/blind-spots/check.ts';
import { FRESH, MOST_WAITING, type Turn, untrackedTurns, type Watch, watch } from '../../shared/blind-spots/watch.ts';
import { NOW } from '../builders/alert.ts';
import { aCheck, found, VERDICTS } from '../builders/blind-spot.ts';

const HOUR = 3_600_000;
const START = NOW.getTime();

/** Tells what turned of one check that was found so at these hours after the start. */
function told(...runs: readonly (readonly [hour: number, state: Verdict['state']])[]): string[] {
  let state: Watch = FRESH;
  return runs.flatMap(([hour, verdict]) => {
    const next = watch(state, [found(verdict)], START + hour * HOUR);
    state = next.state;
    return next.turned.map((turn) => `${hour} ${turn.state}`);
  });
}

const six = (from: number, times: number, state: Verdict['state']) =>
  Array.from({ length: times }, (_, n) => [from + n * 6, state] as const);

describe('what is told of a check', () => {
  it.each<[string, readonly (readonly [number, Verdict['state']])[], string[]]>([
    ['a failure at the first run of a deployment', [[0, 'fail']], ['0 failed']],
    ['nothing while it is well', six(0, 20, 'pass'), []],
    ['nothing of a warning', six(0, 20, 'warn'), []],
    ['nothing of what cannot be known', six(0, 20, 'unknown'), []],
    ['a failure once', [[0, 'pass'], ...six(6, 20, 'fail')], ['6 failed']],
    [
      'its end',
      [
        [0, 'fail'],
        [6, 'pass'],
        [12, 'pass'],
      ],
      ['0 failed', '6 recovered'],
    ],
    [
      'its end as a warning',
      [
        [0, 'fail'],
        [6, 'warn'],
      ],
      ['0 failed', '6 recovered'],
    ],
    ['no end by what cannot be known', [[0, 'fail'], ...six(6, 9, 'unknown')], ['0 failed']],
    [
      'no second failure after what could not be known',
      [
        [0, 'fail'],
        [6, 'unknown'],
        [12, 'fail'],
      ],
      ['0 failed'],
    ],
    [
      'a further failure at once, and its end after 24 hours of checks, when it turned twice before',
      [[0, 'fail'], [6, 'pass'], [12, 'fail'], ...six(18, 6, 'pass')],
      ['0 failed', '6 recovered', '12 failed', '42 recovered'],
    ],
    [
      'nothing of a failure in these 24 hours, which begin again with it',
      [[0, 'fail'], [6, 'pass'], [12, 'fail'], ...six(18, 3, 'pass'), [36, 'fail'], ...six(42, 6, 'pass')],
      ['0 failed', '6 recovered', '12 failed', '66 recovered'],
    ],
    [
      'the end at once when the turns before are older than a day',
      [
        [0, 'fail'],
        [6, 'pass'],
        [31, 'fail'],
        [32, 'pass'],
      ],
      ['0 failed', '6 recovered', '31 failed', '32 recovered'],
    ],
    [
      'no end for hours in which nobody looked',
      [
        [0, 'fail'],
        [1, 'pass'],
        [2, 'fail'],
        [3, 'pass'],
        [27, 'pass'],
        [33, 'pass'],
        [39, 'pass'],
        [45, 'pass'],
      ],
      ['0 failed', '1 recovered', '2 failed', '45 recovered'],
    ],
    [
      'the same by a clock that was set back',
      [[100, 'fail'], [0, 'pass'], [1, 'fail'], [2, 'pass'], ...six(8, 4, 'pass')],
      ['100 failed', '0 recovered', '1 failed', '26 recovered'],
    ],
    [
      'the end of a failure that turned often, whatever could not be known meanwhile',
      [
        [0, 'fail'],
        [1, 'pass'],
        [2, 'fail'],
        ...six(3, 3, 'pass'),
        [18, 'unknown'],
        [20, 'unknown'],
        ...six(21, 3, 'pass'),
      ],
      ['0 failed', '1 recovered', '2 failed', '27 recovered'],
    ],
    [
      'nothing later than otherwise for turns that a wrong clock put ahead',
      [[1000, 'fail'], [1001, 'pass'], [0, 'fail'], ...six(1, 6, 'pass'), [60, 'fail'], [61, 'pass']],
      ['1000 failed', '1001 recovered', '0 failed', '25 recovered', '60 failed', '61 recovered'],
    ],
  ])('is %s', (_, runs, wanted) => {
    expect(told(...runs)).toEqual(wanted);
  });
});

describe('a turn', () => {
  const turnsAfter = (...states: readonly Verdict['state'][]): readonly Turn[] => {
    let state: Watch = FRESH;
    return states.flatMap((verdict, at) => {
      const next = watch(state, [found(verdict)], START + at * HOUR);
      state = next.state;
      return next.turned;
    });
  };

  it('says what was found, since when, and when it was last well', () => {
    expect(turnsAfter('pass', 'unknown', 'fail')).toEqual([
      expect.objectContaining({
        state: 'failed',
        found: 'trail my-trail excludes kms.amazonaws.com',
        since: START + 2 * HOUR,
        lastWell: START,
        toldTo: [],
      }),
    ]);
    expect(turnsAfter('fail')[0]?.lastWell).toBeUndefined();
    expect(turnsAfter('fail', 'fail', 'pass')[1]).toMatchObject({
      state: 'recovered',
      since: START,
      at: START + 2 * HOUR,
    });
  });

  it('of an end says since when it failed, and when it was last well before that', () => {
    const [, end] = turnsAfter('pass', 'fail', 'pass');
    expect(end).toMatchObject({ state: 'recovered', since: START + HOUR, lastWell: START, at: START + 2 * HOUR });
  });

  it('has an id of its own, which the same past gives again', () => {
    const ids = turnsAfter('fail', 'pass', 'fail').map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(turnsAfter('fail', 'pass', 'fail').map(({ id }) => id)).toEqual(ids);
  });

  it('waits in the outbox until somebody takes it out, the oldest no longer than there is room', () => {
    const many = Array.from({ length: MOST_WAITING + 5 }, (_, n) => found('fail', `check-${n}`));
    const { state, turned } = watch(FRESH, many, START);
    expect(turned).toHaveLength(MOST_WAITING + 5);
    expect(state.outbox).toEqual(turned.slice(5));
    expect(watch(state, many, START + HOUR).state.outbox).toEqual(state.outbox);
  });

  it('holds what an alert needs, bounded and without what cannot be seen', () => {
    const hostile = { check: aCheck(), verdict: { ...VERDICTS.fail, found: `\u001b[2J${'x'.repeat(9000)}` } } as const;
    const [turn] = watch(FRESH, [hostile as never], START).turned;
    expect(turn?.found.length).toBeLessThanOrEqual(1000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
    expect(turn?.found).not.toMatch(/\u001b/);
  });
});

describe('a check', () => {
  it('that is no longer listed is forgotten', () => {
    const failing = watch(FRESH, [found('fail', 'a'), found('fail', 'b')], START).state;
    const { state, turned } = watch(failing, [found('fail', 'b')], START + HOUR);
    expect(state.checks.map(({ id }) => id)).toEqual(['b']);
    expect(turned).toEqual([]);
  });

  it('that is new starts as told well', () => {
    const state = watch(FRESH, [found('pass', 'a')], START).state;
    const { turned } = watch(state, [found('pass', 'a'), found('fail', 'new'), found('pass', 'newer')], START + HOUR);
    expect(turned.map(({ check }) => check.id)).toEqual(['new']);
  });

  it('turns by itself, whatever the others do and in whatever order they stand', () => {
    const state = watch(FRESH, [found('fail', 'a'), found('pass', 'b')], START).state;
    const { turned } = watch(state, [found('fail', 'b'), found('fail', 'a')], START + HOUR);
    expect(turned.map(({ check, state: to }) => [check.id, to])).toEqual([['b', 'failed']]);
  });
});

describe('a run that cannot remember', () => {
  const HERE = { accountId: '111122223333', region: 'eu-west-1', stack: { name: 'KmsDeletionGuard' } };

  it('tells whatever fails, under the same id all day long and another the next day', () => {
    const run = (hour: number) => untrackedTurns([found('fail', 'a'), found('pass', 'b')], HERE, START + hour * HOUR);
    expect(run(0).map(({ check, state }) => [check.id, state])).toEqual([['a', 'failed']]);
    expect(run(12)[0]?.id).toBe(run(0)[0]?.id);
    expect(run(24)[0]?.id).not.toBe(run(0)[0]?.id);
  });

  it.each([
    ['account', { ...HERE, accountId: '222233334444' }],
    ['Region', { ...HERE, region: 'eu-central-1' }],
    ['stack', { ...HERE, stack: { name: 'KmsDeletionGuardTwo' } }],
  ])('tells it under another id in another %s, as two guards may tell the same channel', (_what, there) => {
    const idAt = (place: typeof HERE) => untrackedTurns([found('fail', 'a')], place, START)[0]?.id;
    expect(idAt(there)).not.toBe(idAt(HERE));
  });
});
