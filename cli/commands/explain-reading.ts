import { salvageRecord } from '../../shared/cloudtrail/parse-record.ts';
import { explain as explainRecord, explainUnreadable } from '../../shared/finding/explain.ts';
import { createIncidentCounter, type IncidentCounter } from '../../shared/incident/counter.ts';
import { incidentIdOf } from '../../shared/incident/incident.ts';
import { type RecordText, recordOf } from '../../shared/pipeline/collect-records.ts';
import { readRecords } from '../input/read-records.ts';
import { listSources, type Source } from '../input/sources.ts';
import type { FaultList } from '../output/fault-list.ts';
import type { RecordRead } from '../reports/explain-report.ts';
import type { Terminal } from '../terminal.ts';

/** What is explained: a path, or the record of an event that was looked up. */
export type Subject =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'record'; readonly text: string };

/** So many records are explained; of the others only their number is told. */
export const MOST = 20;

/** Records that were explained: the first of those that count and of those that do not, and how many there were. */
export interface Reading {
  readonly counting: RecordRead[];
  readonly others: RecordRead[];
  readonly counters: Map<string, IncidentCounter>;
  readonly sum: { counting: number; others: number };
  sources: number;
}

/** Reads and explains all records of a subject. What cannot be read is a fault. */
export async function readAll(subject: Subject, faults: FaultList, { stdin }: Terminal): Promise<Reading> {
  const sum = { counting: 0, others: 0 };
  const reading: Reading = { counting: [], others: [], counters: new Map(), sum, sources: 0 };
  if (subject.kind === 'record') {
    reading.sources = 1;
    take(reading, { text: subject.text, lineId: undefined }, (reason) => faults.add('the event', reason));
    return reading;
  }
  for await (const listed of listSources([subject.path], stdin)) {
    if (listed.kind === 'source') await readSource(listed.source, reading, faults);
    else if (listed.kind === 'unreadable') faults.add(listed.name, listed.reason);
  }
  return reading;
}

async function readSource(source: Source, reading: Reading, faults: FaultList): Promise<void> {
  const fault = (reason: string) => faults.add(source.name, reason);
  reading.sources += 1;
  for await (const read of readRecords(source)) {
    if (read.kind === 'records') for (const record of read.records) take(reading, record, fault);
    else fault(read.reason);
    if (read.kind === 'unreadable') reading.sources -= 1;
  }
}

/** Explains a record and keeps it, unless enough of its kind are kept. */
function take(reading: Reading, record: RecordText, fault: (reason: string) => void): void {
  const read = readOf(record, fault);
  const { explained } = read;
  const kind = explained.counts ? 'counting' : 'others';
  reading.sum[kind] += 1;
  if (reading[kind].length < MOST) reading[kind].push(read);
  if (!explained.counts) return;
  const id = incidentIdOf(explained.finding);
  const counter = reading.counters.get(id) ?? createIncidentCounter();
  reading.counters.set(id, counter);
  counter.add(explained.finding);
}

function readOf(text: RecordText, fault: (reason: string) => void): RecordRead {
  const context = { lineId: text.lineId, ownRoleArn: undefined };
  const parsed = recordOf(text);
  if (!parsed.ok) {
    const { path, reason } = parsed.error;
    fault(path === '' ? reason : `${path}: ${reason}`);
  }
  const record = parsed.ok ? parsed.value : salvageRecord(text.text);
  return {
    explained: parsed.ok ? explainRecord(parsed.value, context) : explainUnreadable(text.text, parsed.error, context),
    event: {
      id: record.eventID,
      time: record.eventTime,
      source: record.eventSource,
      name: record.eventName,
      region: record.awsRegion,
    },
    errorCode: record.errorCode,
    errorMessage: record.errorMessage ?? undefined,
  };
}
