import type { AdvancedSelector, BasicSelector, FieldSelector, TrailSelectors } from '../facts.ts';

/** How much is recorded: all, only what a further condition lets through, or nothing. */
export type Cover = 'whole' | 'narrowed' | 'none';

/** What a trail records of KMS. */
export interface Recorded {
  /** It records management events, of any service. */
  readonly management: boolean;
  /** KMS is among the services. */
  readonly kms: boolean;
  /** Cryptographic operations: Decrypt and Encrypt are read events. Source: CloudTrail User Guide, "Logging management events". */
  readonly reads: Cover;
  /** CreateGrant and administration. */
  readonly writes: Cover;
}

const NOTHING: Recorded = { management: false, kms: false, reads: 'none', writes: 'none' };

/** What these selectors record; undefined when there are none, which CloudTrail never answers. */
export function recordedBy(selectors: TrailSelectors): Recorded | undefined {
  if (selectors.selectors.length === 0) return undefined;
  return selectors.kind === 'basic'
    ? union(selectors.selectors.map(ofBasic))
    : union(selectors.selectors.map(ofAdvanced));
}

/** What several record together. */
export const union = (parts: readonly Recorded[]): Recorded =>
  parts.reduce(
    (one, other) => ({
      management: one.management || other.management,
      kms: one.kms || other.kms,
      reads: wider(one.reads, other.reads),
      writes: wider(one.writes, other.writes),
    }),
    NOTHING,
  );

const WIDER: readonly Cover[] = ['none', 'narrowed', 'whole'];
const wider = (one: Cover, other: Cover): Cover => (WIDER.indexOf(one) > WIDER.indexOf(other) ? one : other);
const narrower = (one: Cover, other: Cover): Cover => (wider(one, other) === one ? other : one);

const KMS = 'kms.amazonaws.com';

// Source: CloudTrail API Reference, EventSelector.
function ofBasic({ readWriteType, includeManagementEvents, excludeManagementEventSources }: BasicSelector): Recorded {
  if (!includeManagementEvents) return NOTHING;
  if (excludeManagementEventSources.includes(KMS)) return { ...NOTHING, management: true };
  const records = (other: string): Cover => (readWriteType === other ? 'none' : 'whole');
  return { management: true, kms: true, reads: records('WriteOnly'), writes: records('ReadOnly') };
}

// Operations that a key pending deletion refuses. Source: KMS Developer Guide, "Key states of AWS KMS keys".
const READS =
  'Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateMac ReEncrypt Sign Verify';
const WRITES =
  'CreateGrant EnableKey DisableKey ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription CreateAlias';

// Source: CloudTrail API Reference, AdvancedFieldSelector.
function ofAdvanced({ fields }: AdvancedSelector): Recorded {
  const admits = (field: string, value: string): boolean =>
    fields.filter((selector) => selector.field === field).every((selector) => selects(selector, value));
  if (!fields.some(({ field }) => field === 'eventCategory') || !admits('eventCategory', 'Management')) return NOTHING;
  if (!admits('eventSource', KMS)) return { ...NOTHING, management: true };
  const others = fields.some(({ field }) => !JUDGED.has(field)) ? 'narrowed' : 'whole';
  const cover = (readOnly: string, operations: string): Cover => {
    const admitted = operations.split(' ').filter((operation) => admits('eventName', operation)).length;
    if (!admits('readOnly', readOnly) || !admits('eventType', 'AwsApiCall') || admitted === 0) return 'none';
    return narrower(others, admitted === operations.split(' ').length ? 'whole' : 'narrowed');
  };
  return { management: true, kms: true, reads: cover('true', READS), writes: cover('false', WRITES) };
}

const JUDGED = new Set(['eventCategory', 'eventSource', 'readOnly', 'eventName', 'eventType']);

/** Any that selects, where there is one, and none that deselects. Source: CloudTrail User Guide, "How CloudTrail evaluates multiple conditions for a field". */
function selects(selector: FieldSelector, value: string): boolean {
  const { equals, startsWith, endsWith, notEquals, notStartsWith, notEndsWith } = selector;
  const wanted = [
    ...equals.map((given) => given === value),
    ...startsWith.map((given) => value.startsWith(given)),
    ...endsWith.map((given) => value.endsWith(given)),
  ];
  const unwanted =
    notEquals.includes(value) ||
    notStartsWith.some((given) => value.startsWith(given)) ||
    notEndsWith.some((given) => value.endsWith(given));
  return !unwanted && (wanted.length === 0 || wanted.includes(true));
}
