import type { Finding } from '../finding/finding.ts';

/** So much of a text is remembered, in bytes as JSON writes it: an ARN of a caller fits, whatever its role and session are called. */
const MOST_BYTES = 240;
/** Pieces of data that a finding is remembered with. */
const MOST_DATA_OF_FINDING = 3;

/**
 * A copy of a value out of a record whose texts are short: an item of the table holds hundreds of them, and DynamoDB takes 400 KB.
 * Dates and numbers stay as they are.
 */
export function bounded<T>(value: T): T {
  if (typeof value === 'string') return shortened(value) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(bounded) as T;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, bounded(part)])) as T;
}

/** A finding to tell an incident by, as it is remembered. */
export const boundedFinding = (finding: Finding): Finding =>
  bounded({ ...finding, data: finding.data.slice(0, MOST_DATA_OF_FINDING) });

/** Loses its middle: both ends of a path or an ARN tell more than its first half. */
function shortened(text: string): string {
  // No character takes more than six bytes of JSON.
  if (text.length * 6 <= MOST_BYTES || bytesOf(text) <= MOST_BYTES) return text;
  let kept = Math.min(text.length, MOST_BYTES);
  let short = text;
  while (bytesOf(short) > MOST_BYTES) {
    const half = Math.floor(kept / 2);
    short = `${text.slice(0, half)}…${text.slice(text.length - half)}`;
    kept = Math.floor(kept * 0.8);
  }
  return short;
}

const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text));
