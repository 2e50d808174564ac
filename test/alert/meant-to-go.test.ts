import { describe, expect, it } from '@jest/globals';
import type { AlertOfKey } from '../../shared/alert/alert.ts';
import { meantToGo, silenceCommand } from '../../shared/alert/meant-to-go.ts';
import { alertOf, knownDetails, NOW } from '../builders/alert.ts';
import { aRefusal, KEY } from '../builders/record.ts';
import { SITUATIONS } from './situations.ts';

const inSixDays = () => alertOf([aRefusal()], knownDetails());
const endingIn = (hours: number): AlertOfKey => {
  const alert = inSixDays();
  return { ...alert, key: { ...alert.key, deletionDate: new Date(NOW.getTime() + hours * 3_600_000).toISOString() } };
};
const management = () => alertOf([aRefusal({ eventName: 'TagResource' })], knownDetails());

describe('the command that silences', () => {
  it('names the key, and how long', () => {
    expect(silenceCommand(inSixDays(), NOW)).toBe(
      `kms-deletion-guard silence add --region eu-west-1 --key ${KEY} --for 24h --reason "..."`,
    );
    expect(silenceCommand(management(), NOW)).toBe(
      `kms-deletion-guard silence add --region eu-west-1 --key ${KEY} --class management --for 21d --reason "..."`,
    );
  });

  // A silence on use ends 72 hours before the key does: design, "Silences".
  it.each([
    [72, false],
    [73, true],
  ])('of use, with %i hours left, is offered: %s', (hours, isOffered) =>
    expect(silenceCommand(endingIn(hours), NOW) !== undefined).toBe(isOffered),
  );

  it.each<[string, (alert: AlertOfKey) => AlertOfKey]>([
    ['of a replay', (alert) => ({ ...alert, guard: { ...alert.guard, stack: 'replay' } })],
    ['of a drill', (alert) => ({ ...alert, kind: 'test' })],
    ['of a key of no known form', ({ key, ...alert }) => ({ ...alert, key: { ...key, arn: `${key.arn}0` } })],
    ['of a key without an ARN', ({ key: { arn: _, ...key }, ...alert }) => ({ ...alert, key })],
    ['with a Region that is none', (alert) => ({ ...alert, guard: { ...alert.guard, region: 'x; rm -rf /' } })],
  ])('%s is none', (_name, change) => {
    expect(silenceCommand(change(inSixDays()), NOW)).toBeUndefined();
  });
});

describe('what to do where the key is meant to go', () => {
  it('is to agree it with the owner, even where no silence works', () => {
    expect(meantToGo(endingIn(10), NOW)).toEqual({ words: expect.stringMatching(/^Meant to go\? .*first\.$/) });
  });

  it('is nothing for administration that cannot be silenced', () => {
    const alert = management();
    expect(meantToGo({ ...alert, guard: { ...alert.guard, stack: 'replay' } }, NOW)).toBeUndefined();
  });

  it.each(['unconfirmed', 'unreadable', 'no-longer-pending', 'other-account', 'enable-refused'])(
    'is not said of %s',
    (name) => expect(meantToGo(SITUATIONS[name]?.() ?? inSixDays(), NOW)).toBeUndefined(),
  );
});
