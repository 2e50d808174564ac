/**
 * What people and machines are told: the contract of this project. Times are ISO 8601 in UTC, with milliseconds. A field that
 * is not there was not learned; the parts of `key` that were not learned are named in `unavailable`. Texts that came out of
 * CloudTrail are bounded in length and hold no control characters, but are otherwise the caller's own words: escape them
 * before you show them anywhere.
 */
export type Alert = AlertOfKey | SummaryAlert | BlindSpotAlert;

/** An alert about one key. */
export type AlertOfKey = KeyUseAlert | ManagementCallAlert | DigestAlert | ReminderAlert | RemediationAlert | TestAlert;

/** Somebody was refused the use of a key because it is pending deletion. */
export interface KeyUseAlert extends KeyAlert {
  kind: 'key-use';
}

/** Somebody was refused the administration of such a key; no data was touched. */
export interface ManagementCallAlert extends KeyAlert {
  kind: 'management-call';
}

/**
 * The refusals of a key that was told before, counted. `operation`, `caller`, `error`, `data` and `event` are those of the gravest
 * finding of the incident.
 */
export interface DigestAlert extends KeyAlert {
  kind: 'digest';
}

/**
 * 72 or 24 hours are left before a key is destroyed that somebody needed: the last chance to save it, told whether or not it is
 * still being used. Otherwise as {@link DigestAlert}.
 */
export interface ReminderAlert extends KeyAlert {
  kind: 'reminder';
}

/**
 * What the guard decided or did about a key by itself, where no other alert of the key tells it: the time that it waited for has come, or
 * what failed was tried again. Otherwise as {@link DigestAlert}; `remediation` is what it is about.
 */
export interface RemediationAlert extends KeyAlert {
  kind: 'remediation';
}

/** Several keys in one message: more were due at once than people can read, or the week's hidden findings. */
export interface SummaryAlert extends AlertBase {
  kind: 'summary';
  /**
   * `many-due`: more than 20 messages were due at once. `weekly`: what silences and settings hid since the last one. `dry-run`: the keys
   * whose deletion would have been cancelled since the last one, in a mode that acts.
   */
  reason: 'many-due' | 'weekly' | 'dry-run';
  /** The one that goes first, first. */
  keys: SummaryKey[];
  /** Keys beyond those. */
  keysNotListed: number;
}

/** The guard cannot see, or sees again: a check of `kms-deletion-guard doctor` has turned. */
export interface BlindSpotAlert extends AlertBase {
  kind: 'blind-spot';
  /** Account of the deployment. */
  accountId: string;
  accountName?: string;
  /** Which check; `id` is stable. */
  check: { id: string; title: string };
  /**
   * `seeing`: use of keys may not be seen. `telling`: it is seen, and alerts of it may reach nobody. `acting`: it is seen and told, and a
   * deletion that the guard is to cancel may go on.
   */
  concerns: 'seeing' | 'telling' | 'acting';
  state: 'failed' | 'recovered';
  /** What was found. */
  found: string;
  /** What it means for detection while it fails. */
  meaning: string;
  /** When it was first found failing. */
  since: string;
  /** When it was last found well before that; not there when it never was. */
  lastWell?: string;
  /** Who may have caused it, where CloudTrail's event history tells: the last call that changes this, in the time in question. */
  changedBy?: { principal: string; event: string; time: string; eventId?: string };
  /** Keys of this account that are pending deletion now, the one that goes first, first; at most 20. */
  atRisk: AtRiskKey[];
  /** Keys beyond those. */
  atRiskNotListed: number;
  /** Ids of the other checks that fail at this moment. */
  stillFailing: string[];
}

/** A key pending deletion whose use may not be seen. */
export interface AtRiskKey {
  arn: string;
  alias?: string;
  accountId: string;
  accountName?: string;
  region: string;
  state: string;
  deletionDate?: string;
}

/** One key of a summary. */
export interface SummaryKey {
  arn?: string;
  name?: string;
  alias?: string;
  accountId?: string;
  accountName?: string;
  region?: string;
  state?: string;
  deletionDate?: string;
  /** As in an alert about this key alone. */
  otherAccount: boolean;
  /** False: no record of these holds KMS's own words. */
  confirmed: boolean;
  severity: 'low' | 'medium' | 'high' | 'critical';
  /** What the message of its own would have been. */
  due: ('key-use' | 'digest' | 'reminder' | 'remediation' | 'hidden' | 'dry-run')[];
  /** As in an alert about this key alone; not there where the deployment does nothing by itself. */
  remediation?: AutomaticRemediation;
  /** Refusals that this summary tells for the first time. */
  count: number;
  /** When the first and the last of these was. */
  firstSeen?: string;
  lastSeen?: string;
  /** Refusals since the incident began, but for hidden ones. */
  total: number;
  /** Those of the summary; gravest first, at most 3. */
  callers: { caller: string; operation: string; count: number }[];
  /** Pairs of caller and operation beyond those. */
  callersNotListed: number;
  /** What hid how many. Empty but in a weekly summary. */
  hidden: { by: string; class: 'cryptographic' | 'delegation' | 'management'; count: number }[];
}

/** A drill: somebody tests the way from record to alert. Nothing was refused, or only to a key that was made for it. */
export interface TestAlert extends KeyAlert {
  kind: 'test';
}

/** What every kind of alert has. */
export interface AlertBase {
  schemaVersion: '0.1';
  /** The same alert told twice has the same id. */
  id: string;
  kind: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  /** One line without the severity: what happens to which key, when. */
  title: string;
  /** Who was refused what, when, how often. */
  summary: string;
  /** What to do, in this order. */
  nextSteps: NextStep[];
  links: Link[];
  /** What could not be learned, and why. */
  unavailable: Unavailable[];
  /** When people hear of this again, and of what; one sentence. Not there when nothing follows. */
  nextMessage?: string;
  guard: {
    version: string;
    /** Name of the stack that sent it; `replay` when the command-line tool made it. */
    stack: string;
    /** Region of the stack. */
    region?: string;
  };
}

export interface NextStep {
  title: string;
  /**
   * To copy and paste. In an alert about a key only there when its ARN matches the strict grammar, and holds nothing else of a record; in
   * one of kind `blind-spot` it holds names of AWS resources, quoted for a shell.
   */
  command?: string;
  /** A page to read, or to do it on. */
  url?: string;
}

export interface Link {
  title: string;
  url: string;
}

export interface Unavailable {
  /** Path of the field in this alert, such as `key.tags`. */
  part: string;
  reason: string;
  /** What would make it available, such as the statement to add to the key policy. */
  fix?: string;
}

export interface KeyAlert extends AlertBase {
  key: AlertKey;
  operation: Operation;
  caller: AlertCaller;
  /** errorCode and errorMessage of the record; of a record that could not be read, what stands around the words. */
  error: { code?: string; message?: string };
  /** Data that the records name, gravest finding first; at most 20. The callers' own text. */
  data: AlertData[];
  event: AlertEvent;
  occurrences: Occurrences;
  remediation: Remediation;
}

export interface AlertKey {
  arn?: string;
  /** Key ID: the end of the ARN. */
  id?: string;
  /** What the record calls the key, when it gives no ARN. */
  name?: string;
  accountId?: string;
  accountName?: string;
  region?: string;
  partition?: string;
  multiRegion?: boolean;
  /** True when the key belongs to an account that none of the records was delivered to: not ours to save. */
  otherAccount: boolean;
  /** As DescribeKey or, failing that, KMS's refusal gives it: `PendingDeletion`, `PendingReplicaDeletion`, `Enabled` ... */
  state?: string;
  /** Earliest moment of destruction; the real one is up to 24 hours later. */
  deletionDate?: string;
  /** Whole days left, rounded down; negative when the date has passed. */
  daysLeft?: number;
  /** In state PendingReplicaDeletion: days that start to count when the last replica key is gone. */
  pendingWindowInDays?: number;
  aliases?: string[];
  description?: string;
  tags?: Record<string, string>;
  /** Value of the tag that names the owner, where the deployment says which tag that is. */
  owner?: string;
  /** `CUSTOMER` or `AWS`. */
  manager?: string;
  scheduledBy?: { principal: string; time: string };
  lastUsed?: LastUsed;
}

/** The last successful cryptographic operation, as GetKeyLastUsage tells it. */
export interface LastUsed {
  /** False: none since `trackedSince`, which is no proof that there never was one. */
  used: boolean;
  operation?: string;
  time?: string;
  eventId?: string;
  trackedSince?: string;
}

export interface Operation {
  /** eventName of the CloudTrail record; `unknown` when it could not be read. */
  name: string;
  class: 'cryptographic' | 'delegation' | 'management';
  eventSource?: string;
  /** True: the record holds KMS's own refusal, word for word. False: check before you act. */
  confirmed: boolean;
}

export interface AlertCaller {
  /** userIdentity.type of the CloudTrail record. */
  type: string;
  kind: 'workload' | 'person' | 'service' | 'inventory' | 'unknown';
  /** For people: "role billing-batch", "user Alice". */
  name: string;
  arn?: string;
  accountId?: string;
  accountName?: string;
  session?: string;
  invokedBy?: string;
  sourceIp?: string;
  userAgent?: string;
  /** Masked: first and last four characters. */
  accessKeyId?: string;
  /** How the call was made, in words: "EC2 instance i-0abc". */
  via?: string;
}

export interface AlertData {
  /** "S3 object", "EBS volume", ... */
  type: string;
  id: string;
  /** Name in the encryption context, or request parameter, that said so. */
  from: string;
  /** Named by the record that is told; otherwise by another one of this alert, maybe of another caller and operation. */
  byToldRecord: boolean;
}

/** The record that is told. */
export interface AlertEvent {
  id?: string;
  /** When the call was made: eventTime, not when the record was delivered. */
  time?: string;
  region?: string;
  requestId?: string;
  recipientAccountId?: string;
  sharedEventId?: string;
}

/** All refusals that this alert speaks of. */
export interface Occurrences {
  /** Those that no alert has told before. */
  count: number;
  /** When the first and the last of them was. */
  firstSeen?: string;
  lastSeen?: string;
  /** Since when they were counted. Not there in the first alert of a key. */
  since?: string;
  /** All since the incident began, `count` among them. Not there when earlier ones are not known. */
  total?: number;
  /** When the first and the last of all was. */
  totalSince?: string;
  totalLast?: string;
  /** Gravest first; at most 58. `isNew`: named for the first time. A reminder lists all of the incident. */
  callers: { caller: string; operation: string; count: number; total: number; isNew: boolean }[];
  /** Pairs of caller and operation beyond those; at least so many, when there are more than are remembered. */
  callersNotListed: number;
  /** Calls among `count` by callers that are not remembered one by one. */
  callsNotListed: number;
  /** Those among `count` that KMS itself did not confirm. */
  unconfirmed: number;
  /** Besides: findings since the incident began that silences hide. */
  silenced: number;
  /** Besides: the same for the settings ignoreCallers and managementCalls. */
  ignored: number;
  /** Besides: calls by the guard itself since the incident began. */
  ownCalls: number;
}

/** What was done about it without a person. */
export type Remediation = NoRemediation | AutomaticRemediation;

/** The deployment does nothing by itself. */
export interface NoRemediation {
  mode: 'off';
  decision: 'none';
  reason: string;
  outcome: 'nothing-done';
}

/** The deployment may act by itself, or tells in a dry run what it would have done. */
export interface AutomaticRemediation {
  /** As the deployment is set. */
  mode: 'dry-run' | 'cancel' | 'cancel-and-enable';
  /** The mode that held for this key, lowered by kill switch and tag. Not there when nothing was decided. */
  modeOfKey?: 'off' | 'dry-run' | 'cancel' | 'cancel-and-enable';
  /**
   * `none`: no refused use calls for it. `skip`: not, for the reason given. `wait`: not before `actAt`. Of a dry run it is what would have
   * been chosen.
   */
  decision: 'none' | 'skip' | 'wait' | 'cancel' | 'cancel-and-enable';
  /** Stable name of the reason. */
  cause?: string;
  /** One clause in plain words. Of a cancel the caller and operation that the key was saved for: a caller's own text. */
  reason: string;
  /**
   * - `nothing-done`;
   * - `would-cancel`: a dry run;
   * - `in-progress`: about to be done by another invocation, whose alert tells what came of it;
   * - `cancelled`: KMS answered that the deletion is cancelled; the key is then Disabled;
   * - `answer-lost`: KMS's answer did not come, and the key was read in a state that shows that it was cancelled;
   * - `restored`: cancelled, enabled, and read as Enabled;
   * - `not-pending`: somebody else was faster;
   * - `refused`: KMS refused it or did not answer, and the deletion goes on as far as that was read;
   * - `unclear`: what became of it is not known.
   */
  outcome:
    | 'nothing-done'
    | 'would-cancel'
    | 'in-progress'
    | 'cancelled'
    | 'answer-lost'
    | 'restored'
    | 'not-pending'
    | 'refused'
    | 'unclear';
  decidedAt?: string;
  /** In `wait`: when it will be decided to act, if it is still so then. */
  actAt?: string;
  /** The next sweep, within five minutes or so, decides again. */
  triedAgain: boolean;
  /** When the guard cancelled a deletion of this key, this one or an earlier one. */
  cancelledAt?: string;
  /** The latest write to KMS. */
  write?: RemediationWrite;
}

/** A write to KMS, and what the key was read as after it. */
export interface RemediationWrite {
  /** Part of the user agent in CloudTrail's record of the call: `kms-deletion-guard/<version> rescue/<id>`. */
  id: string;
  time: string;
  /** As in CloudTrail's record. */
  requestId?: string;
  /** Whether the key was Enabled when its deletion was scheduled, and how that is known, or why not. */
  before: { state: 'Enabled' | 'Disabled' | 'unknown'; reason: string };
  /** What became of EnableKey. Not there when it was not to be called. */
  enable?: { outcome: 'enabled' | 'refused' | 'not-tried'; reason: string };
  /** What the key was read as after it; `unread`: why it could not be. */
  readBack: { time?: string; state?: string; deletionDate?: string; unread?: string };
}
