import { count, dayAndTime, span, timeSeenFrom } from '../../shared/alert/time.ts';
import type { KeysReport, RefusalColumn, ReportedKey } from '../reports/keys.ts';
import { missingRightsText } from './doctor-parts.ts';
import { decisionText } from './keys-decision.ts';
import { incompleteHead, notSeenText, wanted } from './keys-not-seen.ts';
import { labelled, paragraph } from './layout.ts';
import { shown } from './shown.ts';

const LABEL = 11;
const row = (label: string, text: string): string => labelled(label, text, LABEL);

/** The report for people: lines of 80 columns at most, but for commands and ARNs, which stand on lines of their own. */
export function keysText(report: KeysReport): string {
  const now = new Date(report.at);
  return [
    headOf(report),
    ...report.keys.map((key) => `\n${keyText(key, now)}`),
    report.notSeen.length === 0 ? '' : `\n${notSeenText(report)}`,
    report.missingRights.length === 0 ? '' : `\n${missingRightsText(report.missingRights).replace(/\n\n$/, '\n')}`,
    report.keys.length === 0 ? '' : `\n${sumOf(report)}`,
  ].join('');
}

function headOf(report: KeysReport): string {
  const { keys, accountId, regions, notSeen } = report;
  if (notSeen.length > 0) return incompleteHead(report);
  const account = accountId === undefined ? 'of this account' : `of account ${shown(accountId)}`;
  const where = `in ${count(regions.length, 'Region')}`;
  if (keys.length === 0) return paragraph(`No customer managed key ${account} is pending deletion ${where}.`);
  const many = keys.length === 1 ? '1 customer managed key' : `${keys.length} customer managed keys`;
  return paragraph(`${many} ${account} ${keys.length === 1 ? 'is' : 'are'} pending deletion, ${where} looked at.`);
}

function keyText(key: ReportedKey, now: Date): string {
  const [alias = 'without an alias', ...others] = key.aliases ?? ['of an alias that is not known'];
  const drill = key.drill ? ' (a drill key)' : '';
  return [
    paragraph(
      `Key ${shown(alias, 60)}${others.length > 0 ? ` and ${count(others.length, 'alias', 'aliases')} more` : ''}${drill}`,
    ),
    `  ${shown(key.arn)}\n`,
    paragraph(verdictOf(key), 2),
    row('deleted', endOf(key, now)),
    row('scheduled', scheduledOf(key, now)),
    row('last used', lastUsedOf(key, now)),
    ...refusedOf(key, now),
    key.remediation === undefined ? '' : row('guard', decisionText(key.remediation, now)),
    ...copiesOf(key),
    key.description === undefined ? '' : row('about', shown(key.description, 120)),
    ...key.notes.map((note) => row('note', shown(note))),
    key.cancelCommand === undefined
      ? ''
      : `${row('to do', 'stop the deletion; the key becomes Disabled:')}${key.cancelCommand}\n`,
  ].join('');
}

/** The words of the verdict, whose first ones shout. */
function verdictOf({ verdict: { kind, words }, drill }: ReportedKey): string {
  const text = shown(words, 700);
  switch (kind) {
    case 'in-use':
      return `${drill ? 'DRILL KEY' : 'IN USE'}: ${text}`;
    case 'used-lately':
      return `USED LATELY: ${text}`;
    case 'no-sign':
      return text.replace(/^no sign of use/, 'NO SIGN OF USE');
    case 'cannot-tell':
      return text.replace(/^cannot tell/, 'CANNOT TELL');
  }
}

function endOf({ deletionDate, state, pendingWindowInDays: days }: ReportedKey, now: Date): string {
  if (deletionDate === undefined)
    return state === 'PendingReplicaDeletion'
      ? `${days === undefined ? 'some time' : count(days, 'day')} after its last replica is gone`
      : 'the date is not known';
  const end = new Date(deletionDate);
  const left = end.getTime() - now.getTime();
  return `${dayAndTime(end)} (${left > 0 ? `${span(left)} left` : 'due'})`;
}

const why = (key: ReportedKey, part: string): string => {
  const reason = key.notKnown.find((one) => one.part === part)?.reason;
  return `not known${reason === undefined ? '' : `: ${shown(reason)}`}`;
};

const scheduledOf = (key: ReportedKey, now: Date): string =>
  key.scheduledBy === undefined
    ? why(key, 'scheduledBy')
    : `${timeSeenFrom(new Date(key.scheduledBy.time), now)} by ${shown(key.scheduledBy.principal, 120)}`;

function lastUsedOf(key: ReportedKey, now: Date): string {
  const { lastUsed } = key;
  if (lastUsed === undefined) return why(key, 'lastUsed');
  if (lastUsed.used) return `${timeSeenFrom(new Date(lastUsed.time), now)} (${shown(lastUsed.operation, 40)})`;
  const { trackedSince } = lastUsed;
  return trackedSince === undefined
    ? 'no good use on record; since when KMS keeps track is not known'
    : `no good use since ${timeSeenFrom(new Date(trackedSince), now)}, when tracking began`;
}

function refusedOf({ refusals }: ReportedKey, now: Date): readonly string[] {
  const { logGroup, incidentTable, told } = refusals;
  const best = told === 'incident table' ? incidentTable : logGroup;
  const callers = best.known ? best.callers : [];
  return [
    row('refused', `${columnText(logGroup, now)} (log group)`),
    row('', `${columnText(incidentTable, now)} (incident table)`),
    ...callers.map((one) =>
      row('', `${one.count.toLocaleString('en-US')} x ${shown(one.operation, 40)} by ${shown(one.caller, 80)}`),
    ),
  ];
}

function columnText(column: RefusalColumn, now: Date): string {
  if (!column.known) return `not known: ${shown(column.reason)}${wanted(column.right)}`;
  const { use, management, unconfirmed, before, first, last, atLeast, since: heldFrom } = column;
  const held = heldFrom === undefined ? undefined : timeSeenFrom(new Date(heldFrom), now);
  const since = first === undefined ? '' : ` since ${timeSeenFrom(new Date(first), now)}`;
  const until = last === undefined || last === first ? '' : `, last ${timeSeenFrom(new Date(last), now)}`;
  return [
    use === 0 ? `no use${held === undefined ? '' : ` since ${held}`}` : `${count(use, 'time')}${since}${until}`,
    ...(use === 0 || held === undefined ? [] : [`nothing from before ${held}`]),
    ...(before === 0 ? [] : [`${count(before, 'time')} before it was scheduled`]),
    ...(management === 0 ? [] : [`administration ${count(management, 'time')}`]),
    ...(unconfirmed === 0 ? [] : [`${count(unconfirmed, 'record')} that KMS does not confirm`]),
    ...(atLeast ? ['not searched to the end'] : []),
  ].join('; ');
}

const copiesOf = ({ multiRegion }: ReportedKey): readonly string[] =>
  multiRegion === undefined
    ? []
    : [
        row('copies', `${multiRegion.role === 'PRIMARY' ? 'primary' : 'replica'} of a multi-Region key`),
        ...multiRegion.others.map(({ arn, listed }) =>
          row('', `${shown(arn)} ${listed ? '(in this list)' : '(not looked at)'}`),
        ),
      ];

function sumOf({ keys }: KeysReport): string {
  const real = keys.filter(({ drill }) => !drill);
  const sum = (kind: ReportedKey['verdict']['kind']) => real.filter(({ verdict }) => verdict.kind === kind).length;
  const drills = keys.length - real.length;
  return paragraph(
    [
      `${sum('in-use')} in use, ${sum('used-lately')} used lately, ${sum('no-sign')} without a sign of use, ${sum('cannot-tell')} unclear`,
      drills === 0 ? '' : `; not counted: ${count(drills, 'drill key')}`,
      '. No sign is no proof.',
    ].join(''),
  );
}
