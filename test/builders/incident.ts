import fc from 'fast-check';
import type { Finding } from '../../shared/finding/finding.ts';
import { type Counted, createIncidentCounter } from '../../shared/incident/counter.ts';
import type { HiddenBy } from '../../shared/incident/hidden.ts';
import { incidentIdOf } from '../../shared/incident/incident.ts';
import { type Claim, type IncidentItem, openIncident, type Policy, policyOf } from '../../shared/incident/item.ts';
import { type Input, isCountedElsewhere, type Reduced, reduce } from '../../shared/incident/reduce.ts';
import { type Settlement, settle } from '../../shared/incident/settle.ts';
import { type KeyDetails, known, nothingKnown } from '../../shared/kms/key-details.ts';
import { aFinding, at, copiesAcrossAccounts } from './finding.ts';
import { hostileText } from './hostile.ts';
import { roleIdentity, userIdentity } from './record.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When the first refusal of the tests happened, in milliseconds since 1970. */
export const START = Date.parse(at(0));

type Batch = Extract<Input, { kind: 'batch' }>;

/** Findings as a batch counts them. */
export function countedOf(findings: readonly Finding[]): Counted {
  const counter = createIncidentCounter();
  for (const finding of findings) counter.add(finding);
  const counted = counter.counted();
  if (counted === undefined) throw new Error('wanted findings, got none');
  return counted;
}

/** What else a batch holds: findings that something hides. */
export interface Hidden {
  readonly hiddenBy: HiddenBy;
  readonly findings: readonly Finding[];
}

/** A batch of findings as it is handed to an incident, which may have counted some of the calls across accounts already. */
export function batchOf(
  id: string,
  findings: readonly Finding[],
  hidden: readonly Hidden[] = [],
  item?: IncidentItem,
): Batch {
  const counter = createIncidentCounter();
  for (const finding of findings) counter.add(finding);
  const counted = counter.counted(item && ((call) => isCountedElsewhere(item, call)));
  return {
    kind: 'batch',
    id,
    visible: counted === undefined ? [] : [counted],
    hidden: hidden.map(({ hiddenBy, findings: some }) => ({ hiddenBy, counted: countedOf(some) })),
    sharedCalls: counter.sharedCalls(),
  };
}

/** Time passes. */
export const TICK: Input = { kind: 'tick' };

/** A Decrypt by a role, at a moment. */
export const useAt = (time: number, role = 'billing-batch', eventName = 'Decrypt'): Finding =>
  aFinding(nextEvent(), { eventTime: new Date(time).toISOString(), userIdentity: roleIdentity(role), eventName });

let events = 10_000_000;
function nextEvent(): number {
  events += 1;
  return events;
}

/** What was read of a key that is pending deletion until then. */
export const pendingUntil = (deletionDate: number): KeyDetails => readAs('PendingDeletion', new Date(deletionDate));

/** What was read of a key in some state. */
export const readAs = (state: string, deletionDate?: Date): KeyDetails => ({
  ...nothingKnown('not asked'),
  metadata: known({
    state,
    deletionDate,
    pendingWindowInDays: undefined,
    createdAt: undefined,
    description: undefined,
    manager: 'CUSTOMER',
  }),
});

/** An incident whose life a test tells: each step is written, as the store would. */
export interface Life {
  readonly item: IncidentItem;
  /** A batch, or the time that passed. */
  happens(input: Input, now: number): Reduced;
  /** Findings in a batch of their own. */
  brings(now: number, ...findings: readonly Finding[]): Reduced;
  tick(now: number): Reduced;
  settles(settlement: Partial<Settlement>, now: number): void;
  /** All that waits has been sent. */
  sendsAll(now: number, details?: KeyDetails): void;
}

/** Begins the life of an incident at {@link START}. */
export function lifeOf(policy: Policy = policyOf(), first: IncidentItem = openIncidentOfKey()): Life {
  let item = first;
  let batches = 0;
  const write = (next: IncidentItem) => {
    if (next.version !== item.version) throw new Error(`wanted version ${item.version}, got ${next.version}`);
    if (next !== item) item = { ...next, version: next.version + 1 };
  };
  const life: Life = {
    get item() {
      return item;
    },
    happens(input, now) {
      const reduced = reduce(item, input, now, policy);
      write(reduced.next);
      return reduced;
    },
    brings(now, ...findings) {
      batches += 1;
      return life.happens(batchOf(`batch-${batches}`, findings, [], item), now);
    },
    tick: (now) => life.happens(TICK, now),
    settles: (settlement, now) =>
      write(settle(item, { sent: [], released: [], details: undefined, isTold: false, ...settlement }, now)),
    sendsAll: (now, details) => life.settles({ sent: item.outbox.map(({ id }) => id), details, isTold: true }, now),
  };
  return life;
}

/** The incident of the key of the tests, of which nothing has been counted. */
export function openIncidentOfKey(now = START): IncidentItem {
  const finding = aFinding();
  return openIncident(incidentIdOf(finding), finding.key, now);
}

/** The kinds of claims, in their order. */
export const kindsOf = (claims: readonly Claim[]) => claims.map(({ kind }) => kind);

/** Whom a claim names: caller, operation, how often, and whether for the first time. */
export const namedIn = (item: IncidentItem, { counts }: Claim) =>
  counts.map(({ facet, count, isNew }) => {
    const tally = item.facets.find(({ id }) => id === facet);
    return [tally?.caller.name, tally?.operation.name, count, isNew];
  });

type Step = (life: Life, now: number) => void;

/** What may happen to an incident, with whatever its records say. */
const aStep = (): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(aFindingOfKey(), { minLength: 1, maxLength: 6 }).map(bringing) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.array(aFindingOfKey(), { minLength: 1, maxLength: 3 }), someHiding()).map(bringingHidden),
    },
    { weight: 3, arbitrary: fc.constant<Step>((life, now) => life.tick(now)) },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom('sent', 'released'), someDetails()).map(settling) },
  );

const bringing =
  (make: readonly ((now: number) => readonly Finding[])[]): Step =>
  (life, now) =>
    life.brings(now, ...make.flatMap((one) => one(now)));

const bringingHidden =
  ([make, hiddenBy]: readonly [readonly ((now: number) => readonly Finding[])[], HiddenBy]): Step =>
  (life, now) => {
    const findings = make.flatMap((one) => one(now));
    life.happens(batchOf(`hidden-${now}`, [], [{ hiddenBy, findings }]), now);
  };

const settling =
  ([as, details]: readonly ['sent' | 'released', ((now: number) => KeyDetails) | undefined]): Step =>
  (life, now) => {
    const ids = life.item.outbox.map(({ id }) => id);
    life.settles({ [as]: ids.slice(0, Math.ceil(ids.length / 2)), details: details?.(now) }, now);
  };

/** A finding, or two copies of one call across accounts, near a moment; or without a time. */
const aFindingOfKey = (): fc.Arbitrary<(now: number) => readonly Finding[]> =>
  fc
    .record({
      before: fc.integer({ min: -MINUTE, max: HOUR }),
      caller: fc.oneof(fc.constantFrom('billing-batch', 'report-api', 'terraform-deploy'), hostileText()),
      isUser: fc.boolean(),
      eventName: fc.constantFrom('Decrypt', 'TagResource', 'CreateGrant', 'EnableKey', 'Encrypt'),
      data: hostileText(),
      kind: fc.constantFrom('plain', 'plain', 'plain', 'acrossAccounts', 'timeless'),
    })
    .map(({ before, caller, isUser, eventName, data, kind }) => (now) => {
      const parts = {
        eventTime: new Date(now - before).toISOString(),
        eventName,
        requestParameters: { encryptionContext: { 'aws:ebs:id': data } },
      };
      if (kind === 'acrossAccounts') return Object.values(copiesAcrossAccounts(nextEvent(), parts));
      const userIdentityOf = isUser ? userIdentity : roleIdentity;
      const finding = aFinding(nextEvent(), { ...parts, userIdentity: userIdentityOf(caller) });
      return [kind === 'timeless' ? { ...finding, event: { ...finding.event, time: undefined } } : finding];
    });

const someHiding = (): fc.Arbitrary<HiddenBy> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('silence' as const),
      by: hostileText(),
      class: fc.constantFrom('cryptographic', 'delegation', 'management'),
      untilDeletion: fc.boolean(),
    }),
    fc.constant<HiddenBy>({ kind: 'ignored', by: 'ignoreCallers', class: 'management' }),
    fc.constant<HiddenBy>({ kind: 'own', by: 'guard', class: 'cryptographic' }),
  );

const someDetails = (): fc.Arbitrary<((now: number) => KeyDetails) | undefined> =>
  fc.oneof(
    fc.constant(undefined),
    fc.constant(() => nothingKnown('no right')),
    fc.integer({ min: -DAY, max: 30 * DAY }).map((left) => (now: number) => pendingUntil(now + left)),
    fc.constant(() => readAs('PendingReplicaDeletion')),
    fc.tuple(hostileText(), hostileText()).map(([alias, principal]) => (now: number) => ({
      ...pendingUntil(now + 6 * DAY),
      aliases: known([alias]),
      scheduledBy: known({ principal, time: new Date(now - DAY) }),
    })),
    fc.constant(() => readAs('Disabled')),
  );

/** Incidents as they come to be: up to 12 things have happened to each, in up to as many days. */
export const anIncident = (): fc.Arbitrary<IncidentItem> =>
  fc.array(fc.tuple(aStep(), fc.integer({ min: 0, max: DAY })), { minLength: 1, maxLength: 12 }).map((steps) => {
    const life = lifeOf();
    let now = START;
    for (const [step, pause] of steps) {
      now += pause;
      step(life, now);
    }
    return life.item;
  });

/** A real incident of some 45 KB: many callers who all name long things, told of by alerts that could not be sent. */
export function aLargeIncident(): IncidentItem {
  const life = lifeOf();
  const long = 'x'.repeat(400);
  for (let batch = 0; batch < 20; batch += 1) {
    const findings = [0, 1, 2].map((n) => {
      const finding = useAt(START + batch, `role-${batch}-${n}`);
      const caller = { ...finding.caller, userAgent: long, session: long, via: long, arn: long, sourceIp: long };
      return { ...finding, caller, event: { ...finding.event, requestId: long } };
    });
    life.brings(START + batch, ...findings);
  }
  return life.item;
}
