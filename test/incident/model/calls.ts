import { otherAccountIdentity } from '../../builders/identity.ts';
import {
  ACCOUNT,
  aRefusal,
  eventId,
  type Json,
  OTHER_ACCOUNT,
  roleIdentity,
  userIdentity,
} from '../../builders/record.ts';

/**
 * How long a call may be hidden: never, always, or until 72 hours before the end of its key, where that end is known. Written down here
 * beside the callers, not asked of the code that is tested.
 */
export type Hides = 'never' | 'always' | 'while-far';

/** One refused call, and what the model must know of it. */
export interface Call {
  /** The same for both copies of a call across accounts. */
  readonly id: string;
  /** {@link arnOf} its key, or {@link UNNAMED}. */
  readonly key: string;
  /** As people are shown them. */
  readonly caller: string;
  readonly operation: string;
  readonly isUse: boolean;
  readonly hides: Hides;
  readonly isCopy: boolean;
  readonly record: Json;
}

/** The key of records that name none. */
export const UNNAMED = 'unnamed';
/** Two keys of ours whose end can be read, and one of somebody else. */
export const KEYS = ['ledger', 'archive', 'foreign', UNNAMED] as const;
export type KeyName = (typeof KEYS)[number];
const ARNS: Readonly<Record<KeyName, string>> = {
  ledger: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  archive: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0987dcba-09fe-87dc-65ba-ab0987654321`,
  foreign: 'arn:aws:kms:eu-west-1:777788889999:key/5555dcba-09fe-87dc-65ba-ab0987654321',
  unnamed: UNNAMED,
};

/** How alerts call a key. */
export const arnOf = (key: KeyName): string => ARNS[key];

/** The nth of the many keys that are called by one caller each. */
export const crowdArn = (n: number): string => `${ARNS.ledger.slice(0, -4)}${String(n).padStart(4, '0')}`;

/** Keys that silences are about. */
export const SILENCED: readonly string[] = [ARNS.ledger, ARNS.archive];
export const OWN_ROLE = `arn:aws:iam::${ACCOUNT}:role/guard`;

export const CALLERS = ['batch', 'report', 'alice', 'quiet', 'muted', 'tagger', 'guard'] as const;
export type CallerName = (typeof CALLERS)[number];
const IDENTITIES: Readonly<Record<CallerName, readonly [shown: string, identity: Json]>> = {
  batch: ['role billing-batch', roleIdentity('billing-batch')],
  report: ['role report-api', roleIdentity('report-api')],
  alice: ['user Alice', userIdentity('Alice')],
  quiet: ['role quiet-job', roleIdentity('quiet-job')],
  muted: ['role muted-job', roleIdentity('muted-job')],
  tagger: ['role crossplane-tags', roleIdentity('crossplane-tags')],
  guard: ['role guard', roleIdentity('guard')],
};

export const OPERATIONS = ['Decrypt', 'GenerateDataKey', 'CreateGrant', 'TagResource', 'EnableKey'] as const;
export type OperationName = (typeof OPERATIONS)[number];
const isManagement = (operation: OperationName) => operation === 'TagResource' || operation === 'EnableKey';

/** What a call is made of. */
export interface CallParts {
  readonly key: KeyName;
  readonly caller: CallerName;
  readonly operation: OperationName;
  readonly confirmed: boolean;
}

function hidesOf(caller: CallerName, operation: OperationName, arn: string): Hides {
  if (caller === 'guard') return 'always';
  if (caller === 'tagger') return isManagement(operation) ? 'always' : 'never';
  if (!SILENCED.includes(arn)) return 'never';
  if (caller === 'muted') return 'always';
  if (caller === 'quiet') return isManagement(operation) ? 'always' : 'while-far';
  return 'never';
}

/** The nth call, made at a time in milliseconds since 1970. */
export function callOf({ key, caller, operation, confirmed }: CallParts, n: number, time: number): Call {
  const arn = ARNS[key];
  const [shown, identity] = IDENTITIES[caller];
  return {
    id: eventId(n),
    key: arn,
    caller: shown,
    operation,
    isUse: !isManagement(operation),
    hides: hidesOf(caller, operation, arn),
    isCopy: false,
    record: aRefusal({
      eventID: eventId(n),
      eventTime: isoOf(time),
      eventName: operation,
      userIdentity: identity,
      ...messageOf(arn, confirmed),
    }),
  };
}

const isoOf = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

function messageOf(arn: string, confirmed: boolean): Json {
  if (arn === UNNAMED) {
    return { errorMessage: 'the key is pending deletion', resources: [], requestParameters: {} };
  }
  return {
    errorMessage: `${confirmed ? '' : 'warning: '}${arn} is pending deletion.`,
    resources: [{ accountId: arn.split(':')[4], type: 'AWS::KMS::Key', ARN: arn }],
  };
}

/** A call to one of many keys. */
export const crowdCall = (key: number, n: number, time: number): Call => {
  const arn = crowdArn(key);
  const call = callOf({ key: 'ledger', caller: 'batch', operation: 'Decrypt', confirmed: true }, n, time);
  return { ...call, key: arn, record: { ...call.record, ...messageOf(arn, true) } };
};

/** A call by one of many callers. */
export function callByOneOf(caller: number, n: number, time: number): Call {
  const call = callOf({ key: 'archive', caller: 'batch', operation: 'Decrypt', confirmed: true }, n, time);
  const role = `worker${caller}`;
  return { ...call, caller: `role ${role}`, record: { ...call.record, userIdentity: roleIdentity(role) } };
}

/** The two records of one call across accounts: the caller's own names it, the owner's does not. */
export function copiesOf(n: number, time: number): readonly [named: Call, unnamed: Call] {
  const call = callOf({ key: 'ledger', caller: 'report', operation: 'Decrypt', confirmed: true }, n, time);
  const sharedEventID = eventId(n + 500_000);
  const identity = JSON.parse(JSON.stringify(call.record.userIdentity).replaceAll(ACCOUNT, OTHER_ACCOUNT));
  const named = { ...call.record, sharedEventID, userIdentity: identity, recipientAccountId: OTHER_ACCOUNT };
  const unnamed = {
    ...call.record,
    sharedEventID,
    eventID: eventId(n + 700_000),
    userIdentity: otherAccountIdentity(OTHER_ACCOUNT),
  };
  return [
    { ...call, isCopy: true, record: named },
    { ...call, isCopy: true, caller: `a principal of account ${OTHER_ACCOUNT} (AROAOTHERID)`, record: unnamed },
  ];
}
