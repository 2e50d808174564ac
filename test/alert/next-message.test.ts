import { describe, expect, it } from '@jest/globals';
import { nextMessageOf } from '../../shared/alert/next-message.ts';
import { policyOf } from '../../shared/incident/item.ts';
import { NO_RESCUE } from '../../shared/incident/rescue.ts';
import { type Telling, tellingOf, tellingOnce } from '../../shared/incident/telling.ts';
import { type KeyDetails, nothingKnown } from '../../shared/kms/key-details.ts';
import { countedOf, DAY, HOUR, lifeOf, MINUTE, pendingUntil, readAs, START, useAt } from '../builders/incident.ts';

/** What follows the nth message of a key that is used all the time. */
function tellingAfter(digests: number, windowMinutes = 15, operation = 'Decrypt'): Telling {
  const policy = policyOf(windowMinutes);
  const life = lifeOf(policy);
  let [claim] = life.brings(START, useAt(START, 'billing-batch', operation)).send;
  let now = START;
  for (let at = 0; at < digests; at += 1) {
    life.sendsAll(now);
    now += DAY;
    life.brings(now, useAt(START, 'billing-batch', operation));
    [claim] = life.tick(now).send;
  }
  const telling = claim && tellingOf(life.item, claim, policy);
  if (telling === undefined) throw new Error('wanted a claim');
  return telling;
}

const said = (telling: Telling, details: KeyDetails = pendingUntil(START + 20 * DAY), now = START) =>
  nextMessageOf(telling, details, new Date(now));

describe('when the next message comes', () => {
  it('is said with every interval that is left', () => {
    const left = [0, 1, 2, 3, 4].map((digests) => /a count (.*?)[;.]/.exec(said(tellingAfter(digests)) ?? '')?.[1]);
    expect(left).toEqual([
      'in 15 min, 1 h, 6 h, then daily',
      'in 1 h, 6 h, then daily',
      'in 6 h, then daily',
      'daily',
      'daily',
    ]);
  });

  it('says that a new caller or operation is told at once', () => {
    expect(said(tellingAfter(0))).toContain('at once for a new caller');
  });

  it('names the reminders that are still ahead', () => {
    const withLeft = (left: number) => said(tellingAfter(0), pendingUntil(START + left));
    expect(withLeft(20 * DAY)).toContain('72 h and 24 h before the end');
    expect(withLeft(50 * HOUR)).toContain('24 h before the end');
    expect(withLeft(50 * HOUR)).not.toContain('72 h');
    expect(withLeft(10 * HOUR)).not.toContain('before the end');
  });

  it('promises no reminder where nobody knows the end, nor for administration alone', () => {
    expect(said(tellingAfter(0), nothingKnown('of another account'))).not.toContain('before the end');
    expect(said(tellingAfter(0, 15, 'TagResource'))).not.toContain('before the end');
  });

  it('says of administration alone that its counts come daily', () => {
    expect(said(tellingAfter(0, 15, 'TagResource'))).toContain('a count daily');
  });

  it.each([
    [5, 'in 5 min, 1 h, 6 h, then daily'],
    [60, 'in 1 h, 6 h, then daily'],
    [90, 'in 90 min, 6 h, then daily'],
    [1440, 'daily'],
  ])('names the intervals that the settings make, with windowMinutes=%d', (windowMinutes, words) => {
    expect(said(tellingAfter(0, windowMinutes))).toContain(`a count ${words}`);
  });

  it.each(['Disabled', 'Enabled'])('is not said of a key that is %s by now', (state) => {
    expect(said(tellingAfter(0), readAs(state))).toBeUndefined();
  });

  it('is said of a key that is Disabled since the guard cancelled its deletion, as callers go on to fail', () => {
    const rescue = { ...NO_RESCUE, cancelled: { at: START, period: undefined } };
    const telling = { ...tellingAfter(0), rescue };
    expect(said(telling, readAs('Disabled'))).toMatch(
      /^Next message: at once for a new caller or operation; while callers still fail, a count in 15 min, .*\.$/,
    );
    expect(said(telling, readAs('Disabled'))).not.toContain('before the end');
    expect(said(telling, readAs('Enabled'))).toBeUndefined();
  });

  it('is not said where nobody counts', () => {
    expect(said(tellingOnce(countedOf([useAt(START)]).incident))).toBeUndefined();
  });

  it('is one line', () => {
    expect(said(tellingAfter(0))).not.toContain('\n');
    expect(said(tellingAfter(0), pendingUntil(START + 20 * DAY), START + MINUTE)).toMatch(/^Next message: .*\.$/);
  });
});
