import { mentionsPendingDeletion } from '../../shared/finding/message.ts';
import type { RecordText } from '../../shared/pipeline/collect-records.ts';
import { recordsIn } from './forms.ts';
import { reasonOf, type Source, textOf } from './sources.ts';
import { createJsonSplitter } from './split-json.ts';

/** A step of reading a source: some records, or a fault of the source that cost no other record, or of all of it. */
export type Read =
  | { readonly kind: 'records'; readonly records: readonly RecordText[] }
  | { readonly kind: 'fault' | 'unreadable'; readonly reason: string };

/** Reads the records of a source as they come, never holding more than a chunk of it and the record that it ends in. */
export async function* readRecords(source: Source): AsyncGenerator<Read> {
  let records: RecordText[] = [];
  let problems: string[] = [];
  let kind: 'blank' | 'text' | undefined;
  const splitter = createJsonSplitter((text, isPrefix) => {
    if (isPrefix && !mentionsPendingDeletion(text)) return;
    const found = recordsIn(text);
    for (const record of found.records) records.push(record);
    for (const problem of found.problems) problems.push(problem);
  });
  const ready = function* (): Generator<Read> {
    if (records.length > 0) yield { kind: 'records', records };
    for (const reason of problems) yield { kind: 'fault', reason };
    records = [];
    problems = [];
  };
  let fault: string | undefined;
  try {
    for await (const text of textOf(source)) {
      if (kind !== 'text') kind = text.trim() === '' ? 'blank' : 'text';
      splitter.write(text);
      yield* ready();
    }
  } catch (thrown) {
    fault = reasonOf(thrown);
  }
  const complete = splitter.end();
  yield* ready();
  if (fault !== undefined) yield { kind: kind === undefined ? 'unreadable' : 'fault', reason: fault };
  else if (kind !== 'text') yield { kind: 'fault', reason: 'it is empty' };
  else if (!complete) yield { kind: 'fault', reason: 'it ends inside a record; all that is whole has been read' };
}
