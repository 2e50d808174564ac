import type { RecordParts } from '../cloudtrail/record.ts';
import { callerOf } from '../finding/caller.ts';
import { principalText } from '../finding/principal.ts';

/** Who made the call of a record, in one text: "role admin (alice@example.com)". */
export const principalOf = (record: RecordParts): string => principalText(callerOf(record));
