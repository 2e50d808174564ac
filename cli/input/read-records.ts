import type { RecordText } from '../../shared/pipeline/process-log-batch.ts';
import { recordsIn } from './forms.ts';
import { reasonOf, type Source, textOf } from './sources.ts';
import { createJsonSplitter } from './split-json.ts';

/** A step of reading a source: some records, or a fault of the source that cost no other record. */
export type Read =
  | { readonly kind: 'records'; readonly records: readonly RecordText[] }
  | { readonly kind: 'fault'; readonly reason: string };

/** Reads the records of a source as they come, never holding more than a chunk of it and the record that it ends in. */
export async function* readRecords(source: Source): AsyncGenerator<Read> {
  let records: RecordText[] = [];
  let problems: string[] = [];
  let pieces = 0;
  const splitter = createJsonSplitter((text) => {
    pieces += 1;
    const found = recordsIn(text);
    for (const record of found.records) records.push(record);
    problems.push(...found.problems);
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
      splitter.write(text);
      yield* ready();
    }
  } catch (thrown) {
    fault = reasonOf(thrown);
  }
  const complete = splitter.end();
  yield* ready();
  if (fault !== undefined) yield { kind: 'fault', reason: fault };
  else if (pieces === 0) yield { kind: 'fault', reason: 'it is empty' };
  else if (!complete) yield { kind: 'fault', reason: 'it ends in the middle; what came before has been read' };
}
