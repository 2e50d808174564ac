import type { Facts } from './facts.ts';

/**
 * Whether a filter gets records that a transformer may have rewritten, so that our pattern finds nothing in them. Without a transformer
 * the wish for transformed records changes nothing. Source: CloudWatch Logs API Reference, PutSubscriptionFilter.
 */
export function readsRewritten(
  { appliesToTransformed }: { readonly appliesToTransformed: boolean },
  { logGroup }: Pick<Facts, 'logGroup'>,
): boolean {
  const has = logGroup.known && logGroup.value !== 'missing' ? logGroup.value.hasTransformer : undefined;
  return appliesToTransformed && !(has?.known === true && !has.value);
}
