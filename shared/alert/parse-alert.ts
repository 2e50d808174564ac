import * as v from 'valibot';
import type { Alert } from './alert.ts';
import { AlertBase, AutomaticRemediation, KeyAlert, SEVERITY } from './parse-alert-parts.ts';

const text = v.string();
const maybe = v.exactOptional(text);
const number = v.number();

const SummaryKey = v.object({
  arn: maybe,
  name: maybe,
  alias: maybe,
  accountId: maybe,
  accountName: maybe,
  region: maybe,
  state: maybe,
  deletionDate: maybe,
  otherAccount: v.boolean(),
  confirmed: v.boolean(),
  severity: SEVERITY,
  due: v.array(v.picklist(['key-use', 'digest', 'reminder', 'remediation', 'hidden', 'dry-run'])),
  remediation: v.exactOptional(AutomaticRemediation),
  count: number,
  firstSeen: maybe,
  lastSeen: maybe,
  total: number,
  callers: v.array(v.object({ caller: text, operation: text, count: number })),
  callersNotListed: number,
  hidden: v.array(
    v.object({ by: text, class: v.picklist(['cryptographic', 'delegation', 'management']), count: number }),
  ),
});

const AtRiskKey = v.object({
  arn: text,
  alias: maybe,
  accountId: text,
  accountName: maybe,
  region: text,
  state: text,
  deletionDate: maybe,
});

const Schema: v.GenericSchema<unknown, Alert> = v.variant('kind', [
  v.object({ kind: v.literal('key-use'), ...KeyAlert }),
  v.object({ kind: v.literal('management-call'), ...KeyAlert }),
  v.object({ kind: v.literal('digest'), ...KeyAlert }),
  v.object({ kind: v.literal('reminder'), ...KeyAlert }),
  v.object({ kind: v.literal('remediation'), ...KeyAlert }),
  v.object({ kind: v.literal('test'), ...KeyAlert }),
  v.object({
    ...AlertBase,
    kind: v.literal('summary'),
    reason: v.picklist(['many-due', 'weekly', 'dry-run']),
    keys: v.array(SummaryKey),
    keysNotListed: number,
  }),
  v.object({
    ...AlertBase,
    kind: v.literal('blind-spot'),
    accountId: text,
    accountName: maybe,
    check: v.object({ id: text, title: text }),
    concerns: v.picklist(['seeing', 'telling', 'acting']),
    state: v.picklist(['failed', 'recovered']),
    found: text,
    meaning: text,
    since: text,
    lastWell: maybe,
    changedBy: v.exactOptional(v.object({ principal: text, event: text, time: text, eventId: maybe })),
    atRisk: v.array(AtRiskKey),
    atRiskNotListed: number,
    stillFailing: v.array(text),
  }),
]);

/**
 * Reads an alert out of what was published of it; undefined when it is none of this version's. Fields that are not known are left out,
 * so that a message of a version that has added one is still told as an alert. Texts are taken as they are: times may be none.
 */
export function parseAlert(value: unknown): Alert | undefined {
  const read = v.safeParse(Schema, value, { abortEarly: true });
  return read.success ? read.output : undefined;
}
