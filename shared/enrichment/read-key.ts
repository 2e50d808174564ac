import { setMaxListeners } from 'node:events';
import { messageOf } from '../errors.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import { known, type Part, type ScheduledBy, unavailable } from '../kms/key-details.ts';
import type { KeyReader } from './key-reader.ts';
import type { KeyReads, Read, ReadFailure } from './key-reads.ts';

/** What a key reader is told about where it runs. */
export interface ReaderOptions {
  /** Starts the time that all reads of this reader share, at the first of them. */
  readonly startBudget: () => AbortSignal;
  /** How long that is, for the words of what did not come in time. */
  readonly budgetMs: number;
  /** ARN of the role that reads; its account is ours. Undefined when it is not known: then every read of every key is tried. */
  readonly ownRoleArn: string | undefined;
}

/**
 * A reader whose reads, of however many keys, run in parallel and share one budget: what did not come by then is unavailable.
 * Only DescribeKey works across accounts, so the others are not tried on a key of another account, and are missing for one reason.
 */
export function createKeyReader(reads: KeyReads, options: ReaderOptions): KeyReader {
  const ownAccount = options.ownRoleArn?.split(':')[4];
  let budget: AbortSignal | undefined;
  return async (key) => {
    budget ??= started(options);
    const within = budget;
    const read = async <T>(part: Read<T>, action: string): Promise<Part<T>> => {
      const value = await inTime(part(key, within), within, action);
      return isFailure(value) ? unavailableFor(value, key, options) : known(value);
    };
    const ours = async <T>(part: Read<T>, action: string): Promise<Part<T>> =>
      ownAccount === undefined || key.accountId === ownAccount
        ? read(part, action)
        : unavailable(`only account ${key.accountId} itself can read it`);
    const [metadata, aliases, tags, lastUsage, scheduledBy] = await Promise.all([
      read(reads.metadata, 'kms:DescribeKey'),
      ours(reads.aliases, 'kms:ListAliases'),
      ours(reads.tags, 'kms:ListResourceTags'),
      ours(reads.lastUsage, 'kms:GetKeyLastUsage'),
      ours(reads.scheduledBy, 'cloudtrail:LookupEvents'),
    ]);
    return { metadata, aliases, tags, lastUsage, scheduledBy: foundIn(scheduledBy) };
  };
}

/** A batch may name hundreds of keys, and each of their reads listens for the end of the budget. */
function started({ startBudget }: ReaderOptions): AbortSignal {
  const budget = startBudget();
  setMaxListeners(0, budget);
  return budget;
}

/** The read, or its failure when the budget ends first. A read that rejects costs its part, nothing else. */
function inTime<T>(read: Promise<T | ReadFailure>, budget: AbortSignal, action: string): Promise<T | ReadFailure> {
  const timedOut: ReadFailure = { failure: 'timed-out', action, error: 'budget ended' };
  const failed = (thrown: unknown): ReadFailure => ({ failure: 'failed', action, error: messageOf(thrown) });
  return new Promise((resolve) => {
    const end = () => resolve(timedOut);
    if (budget.aborted) end();
    budget.addEventListener('abort', end, { once: true });
    read
      .catch(failed)
      .then(resolve)
      .finally(() => budget.removeEventListener('abort', end));
  });
}

const isFailure = <T>(value: T | ReadFailure): value is ReadFailure =>
  typeof value === 'object' && value !== null && 'failure' in value && 'action' in value;

function unavailableFor({ failure, action, error }: ReadFailure, key: KeyArn, options: ReaderOptions) {
  switch (failure) {
    case 'no-right':
      return unavailable(
        `no right ${action}`,
        action.startsWith('kms:') ? keyPolicyStatement(action, options) : undefined,
      );
    case 'not-found':
      return unavailable(`KMS in ${key.region} does not know this key: it may have been destroyed`);
    case 'throttled':
      return unavailable(`${action} was throttled`);
    case 'timed-out':
      return unavailable(`${action} did not answer within ${options.budgetMs / 1000} s`);
    case 'no-such-operation':
      return unavailable(`${action} does not exist in ${key.region}`);
    case 'failed':
      return unavailable(`${action} failed (${error})`);
  }
}

/** Source: KMS Developer Guide, "Key policies in AWS KMS": in a key policy, the resource `*` means this key. */
const keyPolicyStatement = (action: string, { ownRoleArn }: ReaderOptions) =>
  ownRoleArn === undefined
    ? undefined
    : JSON.stringify({ Effect: 'Allow', Principal: { AWS: ownRoleArn }, Action: action, Resource: '*' });

function foundIn(part: Part<ScheduledBy | 'not-found-in-window'>): Part<ScheduledBy> {
  if (part.status === 'unavailable') return part;
  return part.value === 'not-found-in-window'
    ? unavailable("no ScheduleKeyDeletion of this key among the latest of its Region's event history")
    : known(part.value);
}
