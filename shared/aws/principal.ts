import type { RecordParts } from '../cloudtrail/record.ts';
import { callerOf } from '../finding/caller.ts';

/** Who made the call of a record, in one text: "role admin (alice@example.com)". */
export function principalOf(record: RecordParts): string {
  const { name, session } = callerOf(record);
  return session === undefined || session === name ? name : `${name} (${session})`;
}
