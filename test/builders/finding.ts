import fc from 'fast-check';
import type { Finding } from '../../shared/finding/finding.ts';
import { otherAccountIdentity } from './identity.ts';
import { ACCOUNT, aRefusal, eventId, findingOf, type Json, KEY, OTHER_ACCOUNT, roleIdentity } from './record.ts';

/** The nth finding: a Decrypt n seconds after the first, with an eventID of its own. */
export const aFinding = (n = 0, overrides: Json = {}, ownRoleArn?: string): Finding =>
  findingOf(aRefusal({ eventID: eventId(n), eventTime: at(n), ...overrides }), { ownRoleArn });

/** n seconds after the first refusal of the tests. */
export const at = (n: number): string => new Date(Date.UTC(2026, 10, 22, 3, 11, 40) + n * 1000).toISOString();

/** The two records that CloudTrail writes of one call across accounts: the caller's own names it, the owner's does not. */
export function copiesOfRecord(n: number, overrides: Json = {}): readonly [caller: Json, owner: Json] {
  const sharedEventID = `30000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const callerIdentity = JSON.parse(JSON.stringify(roleIdentity('report-api', 's')).replaceAll(ACCOUNT, OTHER_ACCOUNT));
  const both = { sharedEventID, eventTime: at(n), ...overrides };
  return [
    aRefusal({
      ...both,
      eventID: eventId(2 * n + 1_000_001),
      userIdentity: callerIdentity,
      recipientAccountId: OTHER_ACCOUNT,
    }),
    aRefusal({ ...both, eventID: eventId(2 * n + 1_000_000), userIdentity: otherAccountIdentity(OTHER_ACCOUNT) }),
  ];
}

/** The findings of {@link copiesOfRecord}. */
export function copiesAcrossAccounts(n: number, overrides: Json = {}) {
  const [caller, owner] = copiesOfRecord(n, overrides);
  return { caller: findingOf(caller), owner: findingOf(owner) };
}

/**
 * Different findings of one key, not more than 12, in the order in which they happened, among them copies across accounts:
 * callers, operations, confirmed or not, with and without a time, data.
 */
export const findingsOfOneKey = (): fc.Arbitrary<readonly Finding[]> =>
  fc.array(fc.tuple(someParts(), fc.boolean(), fc.nat(100)), { minLength: 1, maxLength: 12 }).map((all) =>
    all.flatMap(([parts, acrossAccounts, second], n) => {
      if (!acrossAccounts) return [aFinding(n, { eventTime: at(second), ...parts })];
      const { caller, owner } = copiesAcrossAccounts(n, { eventTime: at(second), eventName: parts.eventName });
      return [caller, owner];
    }),
  );

const someParts = (): fc.Arbitrary<Json> =>
  fc.record({
    userIdentity: fc.constantFrom('billing-batch', 'report-api', 'terraform-deploy').map((role) => roleIdentity(role)),
    eventName: fc.constantFrom('Decrypt', 'TagResource', 'CreateGrant', 'EnableKey'),
    errorMessage: fc.constantFrom(`${KEY} is pending deletion.`, `warning: ${KEY} is pending deletion.`),
    requestParameters: fc
      .constantFrom('vol-1', 'vol-2', 'vol-3')
      .map((id) => ({ encryptionContext: { 'aws:ebs:id': id } })),
  });
