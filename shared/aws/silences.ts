import {
  DeleteParameterCommand,
  GetParametersByPathCommand,
  type Parameter,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { SILENCE_PATH } from '../contract/names.ts';
import { messageOf } from '../errors.ts';
import { err, type Result } from '../result.ts';
import { parseSilence } from '../silence/parse-silence.ts';
import type { Silence } from '../silence/silence.ts';

/** What stands under {@link SILENCE_PATH}. */
export interface StoredSilences {
  readonly silences: readonly Silence[];
  /** Parameters that are no silences, and so hide nothing. */
  readonly malformed: readonly { readonly name: string; readonly fault: string }[];
}

/** The silences of an account and Region. Rejects with whatever AWS answered, where that is not expected. */
export interface SilenceParameters {
  list(budget?: AbortSignal): Promise<StoredSilences>;
  /** Writes a new silence, never over one that is there. */
  put(name: string, value: string): Promise<'written' | 'name-taken'>;
  remove(name: string): Promise<'removed' | 'not-found'>;
}

// The service gives 10 a page, so this is 1,000 silences; more are somebody's mistake. Source: Systems Manager API Reference,
// GetParametersByPath.
const MOST_PAGES = 100;

// Asked for without its last slash: the right to read is judged by the path as it is spelt.
const PATH = SILENCE_PATH.replace(/\/$/, '');

/** Silences as parameters of the standard tier, which cost nothing and whose changes CloudTrail records. */
export function silenceParameters(ssm: SSMClient): SilenceParameters {
  return {
    async list(abortSignal) {
      const silences: Silence[] = [];
      const malformed: { name: string; fault: string }[] = [];
      for await (const parameter of parametersOf(ssm, abortSignal)) {
        const name = lastPartOf(parameter.Name ?? '');
        const read = silenceOf(name, parameter);
        if (read.ok) silences.push(read.value);
        else malformed.push({ name, fault: read.error.join('; ') });
      }
      return { silences, malformed };
    },
    async put(name, value) {
      const parameter = {
        Name: `${SILENCE_PATH}${name}`,
        Value: value,
        Type: 'String',
        Tier: 'Standard',
        Overwrite: false,
        Description: 'A silence of KMS Deletion Guard: what it is not to tell of for a while, and why',
      } as const;
      return expecting('ParameterAlreadyExists', 'name-taken', async () => {
        await ssm.send(new PutParameterCommand(parameter));
        return 'written';
      });
    },
    remove: (name) =>
      expecting('ParameterNotFound', 'not-found', async () => {
        await ssm.send(new DeleteParameterCommand({ Name: `${SILENCE_PATH}${name}` }));
        return 'removed';
      }),
  };
}

async function* parametersOf(ssm: SSMClient, abortSignal: AbortSignal | undefined): AsyncGenerator<Parameter> {
  const options = abortSignal === undefined ? {} : { abortSignal };
  let next: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { Parameters: parameters = [], NextToken: token } = await ssm.send(
      new GetParametersByPathCommand({
        Path: PATH,
        Recursive: false,
        WithDecryption: false,
        ...(next === undefined ? {} : { NextToken: next }),
      }),
      options,
    );
    yield* parameters;
    if (token === undefined || token === '') return;
    next = token;
  }
  throw new Error(`got more than ${MOST_PAGES} pages of silences, wanted fewer`);
}

function silenceOf(name: string, { Type: type, Value: value, LastModifiedDate: writtenAt }: Parameter) {
  const fault = (text: string): Result<Silence, readonly string[]> => err([text]);
  if (type !== 'String') return fault(`got a parameter of type ${type ?? 'unknown'}, wanted String`);
  if (value === undefined || writtenAt === undefined) return fault('got no value or no date of it, wanted both');
  return parseSilence(name, value, writtenAt);
}

const lastPartOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

async function expecting<T extends string, E extends string>(error: string, outcome: E, call: () => Promise<T>) {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === error) return outcome;
    throw thrown;
  }
}

/** The silences as the function sees them: none where they could not be read, since what cannot be read hides nothing. */
export interface RememberedSilences extends StoredSilences {
  /** Why they could not be read, in words; absent when they could. */
  readonly unread?: string;
}

const MAX_AGE_MS = 60_000;
const LIMIT_MS = 1500;
/** So soon a read that failed is tried again. */
const AGAIN_AFTER_MS = 5000;

/**
 * Reads the silences at most once in 60 seconds, as a container meets many batches in a minute. Never rejects and never takes longer
 * than 1.5 seconds, since alerts wait for it.
 */
export function rememberedSilences(
  list: SilenceParameters['list'],
  now: () => Date,
  maxAgeMs: number = MAX_AGE_MS,
  limitMs: number = LIMIT_MS,
): () => Promise<RememberedSilences> {
  let last: { at: number; read: Promise<RememberedSilences>; keptMs: number } | undefined;
  return () => {
    const time = now().getTime();
    // A clock that was set back makes no memory younger.
    if (last !== undefined && time >= last.at && time - last.at < last.keptMs) return last.read;
    const look = { at: time, read: readWithin(list, limitMs), keptMs: maxAgeMs };
    look.read = look.read.then((silences) => {
      if (silences.unread !== undefined) look.keptMs = Math.min(maxAgeMs, AGAIN_AFTER_MS);
      return silences;
    });
    last = look;
    return look.read;
  };
}

async function readWithin(list: SilenceParameters['list'], limitMs: number): Promise<RememberedSilences> {
  const budget = AbortSignal.timeout(limitMs);
  const tooLate = new Promise<never>((_, reject) => {
    budget.addEventListener('abort', () => reject(new Error(`no answer within ${limitMs / 1000} s`)), { once: true });
  });
  // It comes in any case, also when nobody waits for it any more.
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([tooLate, list(budget)]);
  } catch (thrown) {
    return { silences: [], malformed: [], unread: `the silences could not be read (${nameOf(thrown)})` };
  }
}

/** AWS's messages quote ARNs and the caller at length; the name of the error says what to look for. */
const nameOf = (thrown: unknown): string =>
  thrown instanceof Error && thrown.name !== 'Error' ? thrown.name : messageOf(thrown);
