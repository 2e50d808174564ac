import type { Finding } from '../finding/finding.ts';
import { principalText } from '../finding/principal.ts';
import { isDrillKey } from '../kms/drill-key.ts';
import type { KeyDetails } from '../kms/key-details.ts';

/**
 * What refused use of a key says of a drill: none was seen; all of it is what a drill does, by this one principal; or some of it is not.
 */
export type DrillUse =
  | { readonly kind: 'none' }
  | { readonly kind: 'like-drill'; readonly principal: string }
  | { readonly kind: 'unlike-drill' };

export const NO_USE: DrillUse = { kind: 'none' };
const UNLIKE: DrillUse = { kind: 'unlike-drill' };

/** Of one call: a drill asks KMS itself for Decrypt, names no data, and has no service between. */
export function drillUseOf({ operation, caller, byService, data }: Finding): DrillUse {
  const isBare = data.length === 0 && !byService && caller.invokedBy === undefined;
  return isBare && isDecrypt(operation) ? { kind: 'like-drill', principal: principalText(caller) } : UNLIKE;
}

/** All that is told or remembered of a key, as far as it matters here; findings that are hidden are not in it. */
export interface ToldUse {
  readonly lead: Finding | undefined;
  readonly facets: readonly {
    readonly caller: { readonly facet: string };
    readonly operation: Finding['operation'];
  }[];
  readonly data: readonly unknown[];
}

/** The same of a whole incident: one caller, one operation, no data. */
export function drillUseIn({ lead, facets, data }: ToldUse): DrillUse {
  if (lead === undefined) return facets.length === 0 ? NO_USE : UNLIKE;
  const isOne = facets.every(({ caller, operation }) => caller.facet === lead.caller.facet && isDecrypt(operation));
  return isOne && data.length === 0 ? drillUseOf(lead) : UNLIKE;
}

/** Both together. */
export function bothUses(one: DrillUse, other: DrillUse): DrillUse {
  if (one.kind === 'none') return other;
  if (other.kind === 'none') return one;
  if (one.kind === 'unlike-drill' || other.kind === 'unlike-drill') return UNLIKE;
  return one.principal === other.principal ? one : UNLIKE;
}

/**
 * Whether what is known of a key was a drill: it was made for one ({@link isDrillKey}), and whoever used it did what a drill does and, where
 * that is known, scheduled its deletion too. Tag and age alone do not make it one: whoever encrypts somebody's data under a new key can
 * have both.
 */
export function isDrill(details: Pick<KeyDetails, 'metadata' | 'tags' | 'scheduledBy'>, use: DrillUse): boolean {
  if (!isDrillKey(details)) return false;
  switch (use.kind) {
    case 'none':
      return true;
    case 'like-drill':
      return details.scheduledBy.status === 'unavailable' || details.scheduledBy.value.principal === use.principal;
    case 'unlike-drill':
      return false;
  }
}

const isDecrypt = ({ name, eventSource, confirmed }: Finding['operation']): boolean =>
  confirmed && name === 'Decrypt' && eventSource === 'kms.amazonaws.com';
