import { COLUMNS } from '../../shared/alert/email/layout.ts';
import { count } from '../../shared/alert/time.ts';
import type { CountingRecord, ExplainedRecord, ExplainReport, RecordBase, SilenceAnswer } from '../reports/explain.ts';
import { decisionText } from './explain-decision.ts';
import { labelled, paragraph } from './layout.ts';
import { shown } from './shown.ts';

const row = (label: string, text: string): string => labelled(label, text, 10);

const RULE = `${'='.repeat(COLUMNS)}\n`;

/** The report for people, with the e-mail of each record that counts. */
export function explainText({ records, more }: ExplainReport): string {
  const beyond = more.counting + more.notCounting;
  return [
    records.length === 0 ? 'No record was read, so there is nothing to explain.\n' : '',
    ...records.map((record) => `${RULE}${recordText(record)}`),
    beyond === 0 ? '' : paragraph(`and ${count(beyond, 'more record')}, ${more.counting} of which count.`),
  ].join('');
}

const recordText = (record: ExplainedRecord): string =>
  [
    headOf(record),
    row('counts', `${record.counts ? 'YES' : 'NO'}: ${shown(record.why)}`),
    record.errorMessage === undefined ? '' : row('message', shown(record.errorMessage)),
    record.errorCode === undefined ? '' : row('code', shown(record.errorCode, 60)),
    ...(record.counts ? countingRows(record) : []),
    filtersRow(record),
    record.counts && record.remediation !== undefined ? decisionText(record.remediation) : '',
    record.counts ? emailText(record) : '',
  ].join('');

function headOf({ event: { id, time, source, name, region } }: RecordBase): string {
  const what = name === undefined ? 'an unknown operation' : shown(name, 60);
  const service = source === undefined ? '' : ` (${shown(source, 60)})`;
  const when = time === undefined ? 'at an unknown time' : `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
  const where = region === undefined ? '' : `, ${shown(region, 30)}`;
  return [
    // Continued further in, so that no word of a caller begins a line.
    paragraph(`Record of ${what}${service}, ${when}${where}`, 2).slice(2),
    row('event', id === undefined ? 'has no id' : shown(id, 60)),
  ].join('');
}

function countingRows(record: CountingRecord): readonly string[] {
  const { operation, caller, key, severity, confirmed } = record;
  const { row: use, column, cell, moved } = severity;
  const name = key.arn ?? key.name;
  return [
    row('told as', confirmed ? 'confirmed: KMS said it' : 'unconfirmed: KMS may not have said it'),
    row('class', `${operation.class}: ${MEANINGS[operation.class]}`),
    row('caller', `${shown(caller.name, 120)}; ${caller.kind}: ${shown(caller.because)}`),
    row('key', name === undefined ? 'named nowhere in the record' : `named in ${key.namedIn}: ${shown(name)}`),
    row('severity', `${severity.severity.toUpperCase()}: row "${use}", column "${column}" is ${cell}`),
    ...moved.map((why) => row('', shown(why))),
    row('silence', silenceText(record.silence)),
    record.silence.known ? row('', SETTINGS_UNSEEN) : '',
  ];
}

const SETTINGS_UNSEEN =
  'settings of the deployment (managementCalls, ignoreCallers) are not looked at: they may hide it too, and the mail may differ by them';

const MEANINGS: Readonly<Record<CountingRecord['operation']['class'], string>> = {
  cryptographic: 'somebody needs the key for data',
  delegation: 'somebody prepares to use it, or takes its public half elsewhere',
  management: 'somebody administers the key; no data is touched',
};

function silenceText(silence: SilenceAnswer): string {
  if (!silence.known) return shown(silence.reason);
  if (silence.hiddenBy !== undefined) return `HIDDEN by silence ${shown(silence.hiddenBy)}: counted, told once a week`;
  if (silence.tooLate !== undefined)
    return `silence ${shown(silence.tooLate)} covers it and hides it no more: the key ends within 72 h, or nobody knows when`;
  return `none of ${count(silence.count, 'silence')} hides it`;
}

function filtersRow({ filters }: RecordBase): string {
  if (filters === undefined) return row('filters', 'cannot be told of a record that cannot be read');
  const [documented, wide] = [filters.documented, filters.wide].map((passes) => (passes ? 'yes' : 'no'));
  return row('filters', `seen by AWS's documented pattern: ${documented}; by the guard's wide one: ${wide}`);
}

const emailText = ({ email: { subject, body }, silence }: CountingRecord): string =>
  [
    silence.known && silence.hiddenBy !== undefined
      ? '\nWithout that silence the alert would say:\n\n'
      : '\nThe alert would say:\n\n',
    // Continued under its text, so that no word of a caller begins a line.
    `Subject: ${paragraph(shown(subject), 9).slice(9)}\n`,
    `${body}\n`,
  ].join('');
