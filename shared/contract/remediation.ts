/** What the guard may do about a key by itself, from nothing to most. In this order: to lower a mode is to go to the left. */
export const REMEDIATION_MODES = ['off', 'dry-run', 'cancel', 'cancel-and-enable'] as const;
export type RemediationMode = (typeof REMEDIATION_MODES)[number];

/** Key of the tag by which the owner of a key lowers the mode for it. It must be set before the deletion is scheduled. */
export const REMEDIATION_TAG = 'kms-deletion-guard:remediation';

/** What it may say. `never` is as `off`. */
export const REMEDIATION_TAG_VALUES = ['never', 'dry-run', 'cancel', 'cancel-and-enable'] as const;
export type RemediationTagValue = (typeof REMEDIATION_TAG_VALUES)[number];

/** SSM parameter that lowers the mode for the whole account and Region at once; not there: it lowers nothing. */
export const MODE_PARAMETER = '/kms-deletion-guard/remediation-mode';

/** SSM parameter with keys that are left alone from now on, besides those of the setting; not there: none. */
export const NEVER_PARAMETER = '/kms-deletion-guard/remediation-never';

/** What may stand in that parameter and in the setting: an account, a key id, a key ARN, an alias. */
export const NEVER_ENTRY =
  /^(?:\d{12}|(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,64}|alias\/[A-Za-z0-9/_-]{1,250})$/;

/** What {@link NEVER_ENTRY} wants, in words. */
export const NEVER_ENTRY_WANTED =
  'account ids of 12 digits, key ids, key ARNs and aliases, such as 111122223333,alias/old-etl';

/** Cancels in one day, UTC, where the setting says nothing else. */
export const DAILY_LIMIT = 5;
