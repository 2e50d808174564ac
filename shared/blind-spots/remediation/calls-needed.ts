import { REMEDIATION_TAG, type RemediationMode } from '../../contract/remediation.ts';
import { hasDrillTag, livedLikeDrill } from '../../kms/drill-key.ts';
import { parseKeyArn } from '../../kms/key-arn.ts';
import { isCancelling, lower, neverEntryOf, parseTag } from '../../remediation/policy.ts';
import type { KeyToSave } from '../facts.ts';
import type { DeployedPolicy } from './deployed-policy.ts';

/** The two calls by which the guard saves a key. */
export const CANCEL = 'kms:CancelKeyDeletion';
export const ENABLE = 'kms:EnableKey';

/** The calls that a mode may need. */
export const callsOf = (mode: RemediationMode): readonly string[] => {
  if (!isCancelling(mode)) return [];
  return mode === 'cancel' ? [CANCEL] : [CANCEL, ENABLE];
};

/** What the guard would need for a key; `maybe`: it turns on the aliases of the key, which are not read here. */
export interface Needed {
  readonly calls: readonly string[];
  readonly maybe: boolean;
}

const NONE: Needed = { calls: [], maybe: false };

/** The calls that the guard would make for a key with these tags; none for one that it leaves alone, whatever its rights are. */
export function callsNeeded(
  key: KeyToSave,
  tags: Readonly<Record<string, string>>,
  policy: DeployedPolicy,
  neverNow: readonly string[],
): Needed {
  if (hasDrillTag(tags) && livedLikeDrill(key)) return NONE;
  const arn = parseKeyArn(key.arn);
  const entry = arn === undefined ? undefined : neverEntryOf([...policy.never, ...neverNow], arn, undefined);
  if (entry !== undefined && entry !== 'by-alias-unknown') return NONE;
  return { calls: callsOf(modeOf(tags, policy)), maybe: entry === 'by-alias-unknown' };
}

/** A tag that cannot be read means what `never` means: the guard does not guess. */
function modeOf(tags: Readonly<Record<string, string>>, { mode, scope }: DeployedPolicy): RemediationMode {
  const text = Object.hasOwn(tags, REMEDIATION_TAG) ? tags[REMEDIATION_TAG] : undefined;
  if (text === undefined) return scope === 'all' ? mode : 'off';
  const tag = parseTag(text);
  return !tag.ok || tag.value === 'never' ? 'off' : lower(mode, tag.value);
}
