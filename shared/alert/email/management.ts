import type { AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { situationOf } from '../situation.ts';
import { span } from '../time.ts';
import { keyName } from '../wording.ts';
import { wrap } from './layout.ts';
import {
  AUTOMATIC_CANCEL_OFF,
  besides,
  callerWithVia,
  footer,
  howOften,
  inAll,
  keyLink,
  meantToGo,
  nextMessage,
  notKnown,
  otherCallers,
  steps,
  whenTold,
} from './parts.ts';

/** The body for a management call: short, since nothing is lost by it. EnableKey is a rescue that failed, so it says how. */
export function managementBody(alert: AlertOfKey, now: Date): string[] {
  const { key, operation } = alert;
  const region = key.region === undefined ? 'Region unknown' : forEmail(key.region);
  const place = `${keyName(alert)} (${accountInBrackets(key)}, ${region})`;
  const enable = situationOf(alert) === 'enable-refused';
  const calls = alert.occurrences.count === 1 ? `once, ${whenTold(alert, now)}` : howOften(alert, now);
  const call = `${callerWithVia(alert)} called ${forEmail(operation.name, 40)} on ${place} ${calls}`;
  const others = otherCallers(alert);
  const before = inAll(alert, now);
  return [
    ...(enable
      ? wrap(
          `Somebody tries to save a key in the wrong order. ${call}; ${willBe(alert, now)}. KMS refuses EnableKey until the deletion is cancelled.`,
        )
      : wrap(`No data use. ${call}; ${willBe(alert, now)}. KMS refused each call. ${USUAL_CAUSE}`)),
    ...(others.length > 0 ? wrap(`Also: ${others.join('; ')}.`) : []),
    ...(before === undefined ? [] : wrap(`In all refused ${before}.`)),
    ...besides(alert).map((other) => `Besides: ${other}.`),
    '',
    'WHAT TO DO',
    ...steps(alert),
    ...(enable ? keyLink(alert) : []),
    ...(enable ? [] : meantToGo(alert, now)),
    '',
    ...(enable ? [AUTOMATIC_CANCEL_OFF] : []),
    ...notKnown(alert),
    ...nextMessage(alert),
    ...footer(alert, now),
  ];
}

const accountInBrackets = ({ accountName, accountId }: AlertOfKey['key']) =>
  [accountName && forEmail(accountName, 40), forEmail(accountId ?? 'account unknown')].filter(Boolean).join(' ');

const USUAL_CAUSE = 'Usual cause: an infrastructure-as-code tool still owns the key.';

function willBe({ key }: AlertOfKey, now: Date): string {
  if (key.state === 'PendingReplicaDeletion') return 'the key waits for its replicas to be deleted';
  if (key.deletionDate === undefined) return 'when the key will be destroyed is not known to us';
  const left = new Date(key.deletionDate).getTime() - now.getTime();
  return left > 0
    ? `the key is destroyed in ${span(left)}`
    : 'its waiting period is over: it may be destroyed at any moment';
}
