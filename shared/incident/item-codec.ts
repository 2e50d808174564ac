import * as v from 'valibot';
import { REMEDIATION_MODES } from '../contract/remediation.ts';
import { positionIn } from '../errors.ts';
import { SEVERITIES, SEVERITY_TABLE, type Use } from '../finding/severity.ts';
import { parseKeyArn } from '../kms/key-arn.ts';
import { err, ok, type Result } from '../result.ts';
import { CLAIM_KINDS, type IncidentItem } from './item.ts';
import { DECISIONS, OUTCOMES, type Rescue as RescueOfItem } from './rescue.ts';

/** Raised when an item of an older version cannot be read any more. */
const SCHEMA = 1;

/** Writes an item as text. What is undefined stands in it as null, so that a field that is missing is a fault. */
export const encodeItem = (item: IncidentItem): string =>
  JSON.stringify({ schema: SCHEMA, ...item }, (_, value) => (value === undefined ? null : value));

/** Reads it back. The error says what is wrong with it, without quoting it. */
export function decodeItem(text: string): Result<IncidentItem, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return err(`got text that is no JSON${positionIn(thrown)}`);
  }
  const read = v.safeParse(Item, value);
  if (read.success) {
    const { schema: _, ...item } = read.output;
    return ok(item);
  }
  return err(`${v.getDotPath(read.issues[0]) ?? 'the item'} is not as version ${SCHEMA} writes it`);
}

const maybe = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.nullable(schema),
    v.transform((value): T | undefined => value ?? undefined),
  );
const text = v.string();
const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const list = <T>(schema: v.GenericSchema<unknown, T>) => v.array(schema);
const time = v.pipe(
  v.string(),
  v.transform((value) => new Date(value)),
  v.check((value) => !Number.isNaN(value.getTime())),
);
const operationClass = v.picklist(['cryptographic', 'delegation', 'management']);
const use = v.picklist(Object.keys(SEVERITY_TABLE) as [Use, ...Use[]]);

const KeyArn = v.pipe(
  v.object({ arn: text }),
  v.transform(({ arn }) => parseKeyArn(arn)),
  v.check((key) => key !== undefined),
  v.transform((key) => key as Exclude<typeof key, undefined>),
);
const KeyRef = v.variant('kind', [
  v.object({ kind: v.literal('arn'), key: KeyArn }),
  v.object({ kind: v.literal('named'), name: text, accountId: maybe(text), region: maybe(text) }),
  v.object({ kind: v.literal('unknown'), reason: text }),
]);
const Operation = v.object({
  name: text,
  class: operationClass,
  eventSource: maybe(text),
  confirmed: v.boolean(),
});
const DataItem = v.object({ type: text, id: text, from: text });
const Caller = v.object({
  type: text,
  kind: v.picklist(['workload', 'person', 'service', 'inventory', 'unknown']),
  name: text,
  facet: text,
  arn: maybe(text),
  accountId: maybe(text),
  session: maybe(text),
  invokedBy: maybe(text),
  sourceIp: maybe(text),
  userAgent: maybe(text),
  accessKeyId: maybe(text),
  via: maybe(text),
});
const Finding = v.object({
  id: text,
  key: KeyRef,
  operation: Operation,
  caller: Caller,
  byService: v.boolean(),
  own: v.boolean(),
  keyState: maybe(v.picklist(['PendingDeletion', 'PendingReplicaDeletion', 'Disabled'])),
  error: v.object({ code: maybe(text), message: maybe(text) }),
  data: list(DataItem),
  event: v.object({
    id: maybe(text),
    time: maybe(time),
    region: maybe(text),
    requestId: maybe(text),
    recipientAccountId: maybe(text),
    sharedEventId: maybe(text),
  }),
  rejection: maybe(v.object({ path: text, reason: text })),
});
const HiddenBy = v.variant('kind', [
  v.object({ kind: v.literal('silence'), by: text, class: operationClass, untilDeletion: v.boolean() }),
  v.object({
    kind: v.literal('ignored'),
    by: v.picklist(['ignoreCallers', 'managementCalls']),
    class: operationClass,
  }),
  v.object({ kind: v.literal('own'), by: v.literal('guard'), class: operationClass }),
]);
const Claim = v.object({
  id: text,
  kind: v.picklist(CLAIM_KINDS),
  at: number,
  released: v.boolean(),
  batch: maybe(text),
  summary: maybe(text),
  lead: maybe(Finding),
  counts: list(v.object({ facet: text, count, isNew: v.boolean() })),
  othersCount: count,
  count,
  firstSeen: maybe(number),
  lastSeen: maybe(number),
  since: maybe(number),
  total: count,
  totalSince: maybe(number),
  totalLast: maybe(number),
  hidden: list(v.object({ hiddenBy: HiddenBy, count })),
});

const mode = v.picklist(REMEDIATION_MODES);
const StateBefore = v.object({ state: v.picklist(['Enabled', 'Disabled', 'unknown']), reason: text });
const Write = v.object({
  id: text,
  at: number,
  requestId: maybe(text),
  before: StateBefore,
  enable: maybe(v.object({ outcome: v.picklist(['enabled', 'refused', 'not-tried']), reason: text })),
  readBack: v.variant('kind', [
    v.object({ kind: v.literal('read'), at: number, state: text, deletionDate: maybe(number) }),
    v.object({ kind: v.literal('unread'), reason: text }),
  ]),
});
const Rescue: v.GenericSchema<unknown, RescueOfItem> = v.object({
  evidence: maybe(Finding),
  period: maybe(number),
  last: maybe(
    v.object({
      at: number,
      mode,
      decision: v.picklist(DECISIONS),
      cause: text,
      reason: text,
      outcome: v.picklist(OUTCOMES),
      actAt: maybe(number),
      write: maybe(Write),
    }),
  ),
  told: maybe(text),
  attempts: count,
  dueAt: maybe(number),
  intent: maybe(
    v.object({
      id: text,
      at: number,
      mode,
      period: maybe(number),
      reason: text,
      cancelledAt: maybe(number),
      enable: v.boolean(),
      before: StateBefore,
    }),
  ),
  cancelled: maybe(v.object({ at: number, period: maybe(number) })),
  wouldSince: maybe(number),
});

const Item: v.GenericSchema<unknown, IncidentItem & { readonly schema: typeof SCHEMA }> = v.object({
  schema: v.literal(SCHEMA),
  id: text,
  version: count,
  drill: v.boolean(),
  key: KeyRef,
  openedAt: number,
  closedAt: maybe(number),
  lead: maybe(Finding),
  freshLead: maybe(Finding),
  facets: list(
    v.object({
      id: text,
      caller: v.object({ name: text, facet: text, shown: maybe(text) }),
      operation: Operation,
      use,
      count,
      pending: count,
      first: maybe(number),
      last: maybe(number),
      told: v.boolean(),
    }),
  ),
  others: v.object({ count, pending: count, first: maybe(number), last: maybe(number), atLeast: count }),
  count,
  firstSeen: maybe(number),
  lastSeen: maybe(number),
  data: list(DataItem),
  recipients: list(text),
  hidden: list(v.object({ hiddenBy: HiddenBy, count, pending: count, first: maybe(number), last: maybe(number) })),
  hiddenSince: maybe(number),
  window: v.object({ step: count, since: maybe(number), dueAt: number }),
  severity: maybe(v.picklist(SEVERITIES)),
  marksPassed: count,
  reminded: list(number),
  learned: v.object({
    at: maybe(number),
    readAt: maybe(number),
    state: maybe(text),
    deletionDate: maybe(number),
    scheduledBy: maybe(v.object({ principal: text, time: number })),
    alias: maybe(text),
  }),
  batches: list(text),
  sharedCalls: list(text),
  outbox: list(Claim),
  rescue: maybe(Rescue),
});
