import * as v from 'valibot';

const text = v.string();
const maybe = v.exactOptional(text);
const number = v.number();
const maybeNumber = v.exactOptional(number);

/** One of the four severities. */
export const SEVERITY = v.picklist(['low', 'medium', 'high', 'critical']);

// valibot's own record leaves out keys such as "constructor", which a tag may well have.
const isTags = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');

/** Fields that every kind of alert has, but for `kind`. */
export const AlertBase = {
  schemaVersion: v.literal('0.1'),
  id: text,
  severity: SEVERITY,
  title: text,
  summary: text,
  nextSteps: v.array(v.object({ title: text, command: maybe, url: maybe })),
  links: v.array(v.object({ title: text, url: text })),
  unavailable: v.array(v.object({ part: text, reason: text, fix: maybe })),
  nextMessage: maybe,
  guard: v.object({ version: text, stack: text, region: maybe }),
};

const AlertKey = v.object({
  arn: maybe,
  id: maybe,
  name: maybe,
  accountId: maybe,
  accountName: maybe,
  region: maybe,
  partition: maybe,
  multiRegion: v.exactOptional(v.boolean()),
  otherAccount: v.boolean(),
  state: maybe,
  deletionDate: maybe,
  daysLeft: maybeNumber,
  pendingWindowInDays: maybeNumber,
  aliases: v.exactOptional(v.array(text)),
  description: maybe,
  tags: v.exactOptional(v.custom<Record<string, string>>(isTags)),
  owner: maybe,
  manager: maybe,
  scheduledBy: v.exactOptional(v.object({ principal: text, time: text })),
  lastUsed: v.exactOptional(
    v.object({ used: v.boolean(), operation: maybe, time: maybe, eventId: maybe, trackedSince: maybe }),
  ),
});

const Occurrences = v.object({
  count: number,
  firstSeen: maybe,
  lastSeen: maybe,
  since: maybe,
  total: maybeNumber,
  totalSince: maybe,
  totalLast: maybe,
  callers: v.array(v.object({ caller: text, operation: text, count: number, total: number, isNew: v.boolean() })),
  callersNotListed: number,
  callsNotListed: number,
  unconfirmed: number,
  silenced: number,
  ignored: number,
  ownCalls: number,
});

const MODES = ['dry-run', 'cancel', 'cancel-and-enable'] as const;

/** What was decided and done without a person, where the deployment may act. */
export const AutomaticRemediation = v.object({
  mode: v.picklist(MODES),
  modeOfKey: v.exactOptional(v.picklist(['off', ...MODES])),
  decision: v.picklist(['none', 'skip', 'wait', 'cancel', 'cancel-and-enable']),
  cause: maybe,
  reason: text,
  outcome: v.picklist([
    ...(['nothing-done', 'would-cancel', 'in-progress', 'cancelled', 'answer-lost'] as const),
    ...(['restored', 'not-pending', 'refused', 'unclear'] as const),
  ]),
  decidedAt: maybe,
  actAt: maybe,
  triedAgain: v.boolean(),
  cancelledAt: maybe,
  write: v.exactOptional(
    v.object({
      id: text,
      time: text,
      requestId: maybe,
      before: v.object({ state: v.picklist(['Enabled', 'Disabled', 'unknown']), reason: text }),
      enable: v.exactOptional(v.object({ outcome: v.picklist(['enabled', 'refused', 'not-tried']), reason: text })),
      readBack: v.object({ time: maybe, state: maybe, deletionDate: maybe, unread: maybe }),
    }),
  ),
});

const Remediation = v.variant('mode', [
  v.object({
    mode: v.literal('off'),
    decision: v.literal('none'),
    reason: text,
    outcome: v.literal('nothing-done'),
  }),
  AutomaticRemediation,
]);

/** Fields that every alert about one key has, but for `kind`. */
export const KeyAlert = {
  ...AlertBase,
  key: AlertKey,
  operation: v.object({
    name: text,
    class: v.picklist(['cryptographic', 'delegation', 'management']),
    eventSource: maybe,
    confirmed: v.boolean(),
  }),
  caller: v.object({
    type: text,
    kind: v.picklist(['workload', 'person', 'service', 'inventory', 'unknown']),
    name: text,
    arn: maybe,
    accountId: maybe,
    accountName: maybe,
    session: maybe,
    invokedBy: maybe,
    sourceIp: maybe,
    userAgent: maybe,
    accessKeyId: maybe,
    via: maybe,
  }),
  error: v.object({ code: maybe, message: maybe }),
  data: v.array(v.object({ type: text, id: text, from: text, byToldRecord: v.boolean() })),
  event: v.object({
    id: maybe,
    time: maybe,
    region: maybe,
    requestId: maybe,
    recipientAccountId: maybe,
    sharedEventId: maybe,
  }),
  occurrences: Occurrences,
  remediation: Remediation,
};
