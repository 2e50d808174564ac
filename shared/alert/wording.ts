import type { AlertOfKey } from './alert.ts';
import { fateInTitle } from './fate.ts';
import { forEmail } from './inert.ts';
import { EMAIL, type Medium } from './medium.ts';
import { titleOfRemediation } from './remediation-title.ts';
import { titleOfRescued } from './rescue-words.ts';
import { situationOf } from './situation.ts';
import { count } from './time.ts';

/** What people call the key: an alias, else its id, else what the record calls it. Inert. */
export function keyName(alert: AlertOfKey, most = 60, { text }: Medium = EMAIL): string {
  const { aliases, id, name } = alert.key;
  const [alias] = aliases ?? [];
  return text(alias ?? id ?? name ?? NOT_NAMED, most);
}

const NOT_NAMED = '(not named in the record)';

/** The same, short enough for a subject: of an id its beginning, which no other key of the account is likely to share. */
export function shortKeyName(alert: AlertOfKey): string {
  const { aliases, id } = alert.key;
  if (aliases?.[0] !== undefined || id === undefined) return keyName(alert, 256);
  return forEmail(/^(?:mrk-)?[0-9a-zA-Z]{1,8}/.exec(id)?.[0] ?? id);
}

/** What people call an account: "payments-prod (111122223333)". Inert. */
export function accountOf({ key: { accountId, accountName: name } }: AlertOfKey, { text }: Medium = EMAIL): string {
  if (accountId === undefined) return 'account unknown';
  return name === undefined ? text(accountId) : `${text(name, 40)} (${text(accountId)})`;
}

/** Account and Region: "payments-prod (111122223333), eu-west-1". Inert. */
export const placeOf = (alert: AlertOfKey, medium: Medium = EMAIL): string =>
  `${accountOf(alert, medium)}, ${alert.key.region === undefined ? 'Region unknown' : medium.text(alert.key.region)}`;

/** When the key goes, for a title: "destroyed in 6 days". */
export const fate = ({ key }: AlertOfKey, now: Date): string => fateInTitle(key, now);

/** The title, with a name for the key that may have been shortened. */
export function titleWith(name: string, alert: AlertOfKey, now: Date, medium: Medium = EMAIL): string {
  if (alert.kind === 'test') return `drill: no key is in danger; alert about KMS key ${name}`;
  const isRescued = situationOf(alert) === 'rescued';
  const title = isRescued ? titleOfRescued(name, alert, medium) : titleOfRemediation(name, alert, now);
  if (title !== undefined) return title;
  if (alert.kind === 'reminder') return reminderTitle(name, alert, now);
  if (alert.kind === 'digest') return digestTitle(name, alert, now, medium);
  const operation = medium.text(alert.operation.name, 40);
  switch (situationOf(alert)) {
    case 'unreadable':
      return `unreadable record about KMS key ${name}, said to be pending deletion`;
    case 'unconfirmed':
      return `unconfirmed: a message calls KMS key ${name} pending deletion`;
    case 'rescued':
    case 'not-pending':
      return `KMS key ${name} was used while pending deletion, is ${medium.text(alert.key.state ?? '', 30)} now`;
    case 'other-account':
      return `${ourCaller(alert, medium)} needs a key of account ${alert.key.accountId} that is pending deletion`;
    case 'enable-refused':
      return `EnableKey refused on ${name}: cancel first, ${fate(alert, now)}`;
    case 'management':
      return `${operation} on ${name}, a key pending deletion`;
    case 'delegation':
      return `${operation} refused on KMS key ${name}, ${fate(alert, now)}`;
    case 'inventory':
      return `KMS key ${name} met by an inventory scan, ${fate(alert, now)}`;
    case 'use':
      // Told before: this is about a caller or operation that was not.
      return alert.occurrences.since === undefined
        ? `KMS key ${name} still in use, ${fate(alert, now)}`
        : `NEW use of KMS key ${name}, ${fate(alert, now)}`;
  }
}

/** What comes first survives whatever a mail program cuts off. */
function reminderTitle(name: string, alert: AlertOfKey, now: Date): string {
  const { total, count: fresh, silenced } = alert.occurrences;
  const how = alert.operation.confirmed ? 'refused' : 'reported';
  return `LAST CHANCE: ${name}, ${fate(alert, now)}, ${how} ${count((total ?? fresh) + silenced, 'time')}`;
}

function digestTitle(name: string, alert: AlertOfKey, now: Date, { text }: Medium): string {
  const { state } = alert.key;
  const times = count(alert.occurrences.count, 'time');
  switch (situationOf(alert)) {
    case 'rescued':
    case 'not-pending':
      return `KMS key ${name} is ${text(state ?? '', 30)} now, refused ${times} more before that`;
    case 'unreadable':
    case 'unconfirmed':
      return `reported ${times} more, unconfirmed: KMS key ${name}, ${fate(alert, now)}`;
    case 'enable-refused':
      return `EnableKey still refused ${times}: ${name}, cancel first, ${fate(alert, now)}`;
    case 'management':
      return `administration refused ${times} more: ${name}, ${fate(alert, now)}`;
    default:
      return `still refused ${times}: KMS key ${name}, ${fate(alert, now)}`;
  }
}

/** "our role report-api"; the account where the record cannot name the caller. Inert. */
export function ourCaller({ caller, event }: AlertOfKey, { text }: Medium = EMAIL): string {
  return caller.type === 'Unknown' || caller.type === 'AWSAccount'
    ? `our account ${text(event.recipientAccountId ?? '')}`
    : `our ${text(caller.name, 40)}`;
}

/** "Decrypt of S3 object ledger-archive/2026/11/22.parquet and 3 more". Inert. */
export function whatFor(alert: AlertOfKey, { text, data }: Medium = EMAIL): string {
  const { operation } = alert;
  const name = text(operation.name, 40);
  const wrapped = operation.eventSource !== undefined && operation.eventSource !== 'kms.amazonaws.com';
  const call = wrapped ? `${name} (${text(operation.eventSource ?? '', 40)})` : name;
  // Only what the told record names: the data of another call is no data of this operation.
  const [first, ...others] = alert.data.filter(({ byToldRecord }) => byToldRecord);
  if (first === undefined) return call;
  const preposition = operation.name === 'Decrypt' ? 'of' : 'for';
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `${call} ${preposition} ${data(first.type, first.id)}${more}`;
}
