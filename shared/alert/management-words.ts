import type { AlertOfKey } from './alert.ts';
import { fateOf } from './fate.ts';
import { EMAIL, type Medium } from './medium.ts';
import { callerWithVia, howOften, whenTold } from './particulars.ts';
import { situationOf } from './situation.ts';
import { span } from './time.ts';
import { keyName } from './wording.ts';

/** What a management call was, what becomes of its key, and why such calls are made. */
export function managementSentences(alert: AlertOfKey, now: Date, medium: Medium = EMAIL): string {
  const calls = alert.occurrences.count === 1 ? `once, ${whenTold(alert, now, medium)}` : howOften(alert, now, medium);
  const operation = medium.text(alert.operation.name, 40);
  const call = `${callerWithVia(alert, medium)} called ${operation} on ${keyAndPlace(alert, medium)} ${calls}`;
  return situationOf(alert) === 'enable-refused'
    ? `Somebody tries to save a key in the wrong order. ${call}; ${willBe(alert, now)}. KMS refuses EnableKey until the deletion is cancelled.`
    : `No data use. ${call}; ${willBe(alert, now)}. KMS refused each call. Usual cause: an infrastructure-as-code tool still owns the key.`;
}

/** "alias/old-etl (payments-prod 111122223333, eu-west-1)". */
export function keyAndPlace(alert: AlertOfKey, medium: Medium = EMAIL): string {
  const { accountName, accountId, region } = alert.key;
  const account = [
    accountName && medium.text(accountName, 40),
    accountId === undefined ? 'account unknown' : medium.text(accountId),
  ];
  const place = `${account.filter(Boolean).join(' ')}, ${region === undefined ? 'Region unknown' : medium.text(region)}`;
  return `${keyName(alert, 60, medium)} (${place})`;
}

function willBe({ key }: AlertOfKey, now: Date): string {
  const fate = fateOf(key, now);
  switch (fate.kind) {
    case 'waits-for-replicas':
      return 'the key waits for its replicas to be deleted';
    case 'unknown':
      return 'when the key will be destroyed is not known to us';
    case 'ahead':
      return `the key is destroyed in ${span(fate.left)}`;
    case 'past':
      return 'its waiting period is over: it should be gone by now';
    case 'due':
      return 'its waiting period is over: it may be destroyed at any moment';
  }
}
