import type { Fact } from './fact.ts';
import type { Facts } from './facts.ts';
import { regionOfTopic } from './topic/region.ts';
import { feedingTrailsOf } from './trail/feeding.ts';

/** A KMS key under which something lies that the guard depends on. */
export interface KeyUse {
  /** Key id, ARN or alias, as AWS names it. */
  readonly keyId: string;
  /** What lies under it: "log group my-trail". */
  readonly of: string;
  /** A topic's key must let CloudWatch and the function in, so its policy is read as well. */
  readonly isTopic: boolean;
  /** Where an id or a bare alias is to be looked up, when that is another Region than the stack's. */
  readonly region?: string;
}

/** All that {@link keysUsedBy} looks at: facts, but for the keys themselves, and what is read beside them. */
export type BeforeKeys = Omit<Facts, 'keys' | 'remediation'>;

/**
 * The keys under the guard and under what it depends on, each once, as far as the facts are known. Keys that AWS manages
 * (`alias/aws/...`) are among them. A key that AWS names here by its id and there by its ARN is listed twice.
 */
export function keysUsedBy(facts: BeforeKeys): readonly KeyUse[] {
  const found = new Map<string, KeyUse>();
  for (const { keyId, of, isTopic, region } of [...trailKeys(facts), ...ownKeys(facts)]) {
    if (keyId === undefined || keyId === '') continue;
    const same = found.get(keyId);
    found.set(keyId, {
      keyId,
      of: same === undefined || same.of.split(', ').includes(of) ? of : `${same.of}, ${of}`,
      isTopic: isTopic || same?.isTopic === true,
      ...(region !== undefined && { region }),
    });
  }
  return [...found.values()];
}

type MaybeUse = Omit<KeyUse, 'keyId'> & { readonly keyId: string | undefined };

const trailKeys = (facts: BeforeKeys): readonly MaybeUse[] =>
  feedingTrailsOf(facts).flatMap(({ name, keyId, bucket }) => [
    { keyId, of: `trail ${name}`, isTopic: false },
    { keyId: bucketKey(facts, bucket), of: `bucket ${bucket}`, isTopic: false },
  ]);

const ownKeys = (facts: BeforeKeys): readonly MaybeUse[] => [
  use('log group', facts.logGroup),
  { ...use('alert topic', facts.alertTopic), isTopic: true, ...elsewhere(facts) },
  { ...use('backstop topic', facts.backstopTopic), isTopic: true },
  use('incident table', facts.table),
  use('failure queue', facts.failureQueue),
  use('environment of detect-key-use', facts.detectKeyUse),
  use('environment of check-blind-spots', facts.checkBlindSpots),
  use('Slack queue', facts.slack?.queue),
  use('failure queue of Slack', facts.slack?.failureQueue),
  use('environment of notify-slack', facts.slack?.function),
  ...webhookKey(facts),
];

/** SSM's own key, which nobody can take away, is not worth a question. */
function webhookKey({ slack }: BeforeKeys): readonly MaybeUse[] {
  const its = use("Slack's webhook parameter", slack?.webhook);
  return its.keyId === SSM_KEY ? [] : [its];
}

/** Source: Systems Manager API Reference, PutParameter: a SecureString lies under this key unless another is given. */
export const SSM_KEY = 'alias/aws/ssm';

/** An alert topic of the owner's may be in another Region. */
function elsewhere(facts: BeforeKeys): Pick<KeyUse, 'region'> {
  const { alertTopic: topic } = facts;
  if (!topic.known || topic.value === 'missing') return {};
  const region = regionOfTopic(topic.value.arn, facts);
  return region === facts.region ? {} : { region };
}

const use = (of: string, under: Fact<{ readonly keyId: string | undefined } | 'missing'> | undefined): MaybeUse => ({
  keyId: under?.known && under.value !== 'missing' ? under.value.keyId : undefined,
  of,
  isTopic: false,
});

function bucketKey({ bucketKeys }: BeforeKeys, bucket: string | undefined): string | undefined {
  if (bucket === undefined || !Object.hasOwn(bucketKeys, bucket)) return undefined;
  const key = bucketKeys[bucket];
  return key?.known ? key.value : undefined;
}
