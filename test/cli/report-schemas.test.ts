import { describe, it } from '@jest/globals';
import { doctor } from '../../cli/commands/doctor.ts';
import { type ExplainOptions, explain } from '../../cli/commands/explain.ts';
import { keys } from '../../cli/commands/keys.ts';
import { preflight } from '../../cli/commands/preflight.ts';
import { type Fact, fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { REMEDIATION_TAG } from '../../shared/contract/remediation.ts';
import { known, nothingKnown, unavailable } from '../../shared/kms/key-details.ts';
import type { RemediationPolicy } from '../../shared/remediation/policy.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { aGroup, anAccountBefore, noWishes } from '../blind-spots/preflight/before.ts';
import { SABOTAGES } from '../blind-spots/sabotages.ts';
import { aSilence, healthyAccount } from '../builders/account.ts';
import { knownDetails } from '../builders/alert.ts';
import { otherAccountIdentity, serviceIdentity } from '../builders/identity.ts';
import { lifeOf } from '../builders/incident.ts';
import {
  aRecord,
  aRefusal,
  findingOf,
  type Json,
  KEY,
  OTHER_KEY,
  roleIdentity,
  userIdentity,
} from '../builders/record.ts';
import { faulty, hostile, unread } from './doctor-accounts.ts';
import { ALL, GROUP, NEVER, pendingKey, portsOf, RECORDS, refusals, TRAIL, UNDEPLOYED } from './keys-account.ts';
import { filter, SITUATIONS } from './preflight-situations.ts';
import { RESCUES } from './rescues.ts';
import { expectToFit, printedJson } from './schema-fit.ts';

const EVIL = '\u001b[31mevil\u202e\nFAIL $(rm -rf /) http://evil.example.com/x';

describe('what is printed as JSON fits its schema', () => {
  it('doctor', async () => {
    const accounts: readonly Facts[] = [
      ...[healthyAccount(), faulty(), unread(), hostile()],
      ...SABOTAGES.map((sabotage) => sabotage.break(healthyAccount())),
    ];
    const reports = accounts.map((facts) =>
      printedJson((terminal) => doctor(async () => facts, { format: 'json', strict: true }, terminal)),
    );
    expectToFit('doctor', await Promise.all(reports));
  });

  it('preflight', async () => {
    const taken = aGroup({ subscriptionFilters: fact([filter('kms-deletion-guard')]) });
    const reports = [...SITUATIONS, ['taken', 10, { logGroups: [taken] }] as const].map(([, , before, wishes = {}]) =>
      printedJson((terminal) => preflight(async () => anAccountBefore(before), noWishes(wishes), 'json', terminal)),
    );
    expectToFit('preflight', await Promise.all(reports));
  });

  it('keys', async () => {
    const evilKey = pendingKey(KEY, { description: EVIL, origin: EVIL, keySpec: EVIL });
    const evilDetails = { ...NEVER, aliases: known([EVIL]), tags: unavailable(EVIL) };
    const notSeen = [
      { what: EVIL, reason: EVIL, right: 'kms:ListKeys' },
      { what: '3 keys of us-east-1', reason: 'no answer in time', region: 'us-east-1', keys: 3 },
    ];
    const life = lifeOf();
    life.brings(Date.parse('2026-11-21T03:11:40Z'), findingOf(aRefusal({ eventTime: '2026-11-21T03:11:40Z' })));
    const worlds = [
      portsOf([]),
      portsOf(ALL, {}, RECORDS),
      portsOf([[evilKey, evilDetails]], {}, refusals(2, { userIdentity: roleIdentity(EVIL), eventName: EVIL })),
      portsOf([[pendingKey(KEY), { ...NEVER, lastUsage: LAST_USE }]], { incidents: async () => fact([life.item]) }),
      ...RESCUES.map((rescue) =>
        portsOf([[pendingKey(KEY), NEVER]], { incidents: async () => fact([{ ...life.item, rescue }]) }),
      ),
      portsOf([[pendingKey(KEY), NEVER]]),
      portsOf([[pendingKey(KEY), NEVER]], {
        coverage: async () => ({ trails: fact([TRAIL]), logGroup: fact({ ...GROUP, retentionDays: 1 }) }),
      }),
      portsOf([[pendingKey(KEY), NEVER]], {
        ...UNDEPLOYED,
        incidents: async () => notKnown('no right', 'dynamodb:Scan'),
        pendingKeys: async () => ({ keys: [pendingKey(KEY)], regions: [], notSeen }),
      }),
    ];
    expectToFit('keys', await Promise.all(worlds.map((world) => printedJson((at) => keys(world, 'json', at)))));
  });

  it('explain', async () => {
    const silence = aSilence({ key: KEY, caller: undefined });
    const reports = [
      explained({}),
      explained({ daysLeft: 20, silences: fact([silence]) }),
      explained({ daysLeft: 6, silences: fact([]) }),
      explained({ daysLeft: 1, silences: fact([silence]) }),
      explained({ policy: POLICY }),
      ...['never', 'dry-run', 'cancel'].map((tag) =>
        explained({ daysLeft: 6, policy: { ...POLICY, mode: 'cancel-and-enable' }, tag }),
      ),
      explained({ daysLeft: 6, policy: { ...POLICY, mode: 'dry-run' } }),
      explained({ daysLeft: 20, policy: { ...POLICY, withinDays: 3 } }),
      explained({ daysLeft: 6, silences: fact([]), policy: { ...POLICY, mode: 'cancel-and-enable' } }),
      explained({ daysLeft: 6, policy: { ...POLICY, never: [KEY], scope: 'tagged' } }),
    ];
    expectToFit('explain', await Promise.all(reports));
  });
});

const LAST_USE = known({
  used: true as const,
  operation: 'Decrypt',
  time: new Date('2026-11-20T13:58:00Z'),
  eventId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
});

const unconfirmed = (changes: Json) =>
  aRefusal({ errorMessage: 'a key is pending deletion', resources: [], requestParameters: null, ...changes });

/** Records of all kinds: callers, operations, places of the key; those that do not count, and one that cannot be read. */
const KINDS: readonly Json[] = [
  aRefusal(),
  aRefusal({ userIdentity: userIdentity() }),
  aRefusal({ userIdentity: serviceIdentity() }),
  aRefusal({ userIdentity: serviceIdentity('config.amazonaws.com') }),
  aRefusal({ userIdentity: otherAccountIdentity('444455556666') }),
  aRefusal({ eventName: 'CreateGrant' }),
  aRefusal({ eventName: 'TagResource' }),
  aRefusal({ eventName: EVIL, userIdentity: roleIdentity(EVIL), errorCode: EVIL, awsRegion: EVIL, eventID: EVIL }),
  unconfirmed({ resources: [{ ARN: KEY }] }),
  unconfirmed({ requestParameters: { keyId: 'alias/ledger-prod' } }),
  unconfirmed({ errorMessage: `they say that ${OTHER_KEY} is pending deletion` }),
  unconfirmed({}),
  aRecord(),
];
const INPUT = [...KINDS.map((record) => JSON.stringify(record)), `{"errorMessage":"${KEY} is pending deletion.",`];

const POLICY: RemediationPolicy = { mode: 'cancel', scope: 'all', never: [], withinDays: undefined, dailyLimit: 5 };

interface World {
  /** Until the key goes; undefined: nothing is known of it. */
  readonly daysLeft?: number;
  readonly silences?: Fact<readonly Silence[]>;
  readonly policy?: RemediationPolicy;
  /** Of the key, about remediation. */
  readonly tag?: string;
}

const explained = ({ daysLeft, silences = notKnown(EVIL), policy, tag }: World) => {
  const options: ExplainOptions = {
    ...{ format: 'json', accountNames: {}, version: '9.9.9', silences: async () => silences, policy },
    readKey: async () => (daysLeft === undefined ? nothingKnown(EVIL) : { ...goingIn(daysLeft), ...tagged(tag) }),
  };
  const input = { kind: 'path', path: '-' } as const;
  return printedJson((terminal) => explain(input, options, terminal), { stdin: INPUT.join('\n') });
};

const tagged = (tag: string | undefined) => (tag === undefined ? {} : { tags: known({ [REMEDIATION_TAG]: tag }) });

const goingIn = (days: number) => {
  const details = knownDetails();
  if (details.metadata.status !== 'known') throw new Error('wanted what is known of a key');
  const deletionDate = new Date(Date.parse('2026-11-22T04:00:00Z') + days * 86_400_000);
  return { ...details, metadata: known({ ...details.metadata.value, deletionDate }) };
};
