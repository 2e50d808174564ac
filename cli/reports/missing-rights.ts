import type { Examined } from '../../shared/blind-spots/check.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';

/**
 * The rights whose lack leaves something unknown, each once and sorted. A check names the first that it misses; asking for one after
 * the other would be tedious, so that those of all unknown facts are taken, once any check is unknown.
 */
export function missingRights(facts: Facts, examined: readonly Examined[]): readonly string[] {
  const unknown = examined.flatMap(({ verdict }) => (verdict.state === 'unknown' ? [verdict] : []));
  if (unknown.length === 0) return [];
  return actionsOf([...unknown.map(({ right }) => right), ...rightsIn(facts)]);
}

/** Those that are IAM actions, such as `s3:GetEncryptionConfiguration`; each once and sorted. */
export const actionsOf = (rights: readonly (string | undefined)[]): readonly string[] =>
  [...new Set(rights.filter((right) => right !== undefined))].filter((right) => ACTION.test(right)).toSorted();

const ACTION = /^[a-z0-9-]{2,40}:[A-Za-z]{2,80}$/;

/** The rights that unknown facts name, wherever they stand. */
export function rightsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  if ('known' in value && value.known === false)
    return 'right' in value && typeof value.right === 'string' ? [value.right] : [];
  return Object.values(value).flatMap(rightsIn);
}
