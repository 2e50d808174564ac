import { forTerminal } from '../../shared/alert/inert.ts';
import { count, dayAndTime } from '../../shared/alert/time.ts';
import type { PreflightReport, ReportedRemark, ReportedSource } from '../reports/preflight.ts';
import { below, copyable, fixesText, heading, type Mark, MOST, missingRightsText } from './doctor-parts.ts';
import { paragraph } from './layout.ts';

/** The report for people: each place that the records might come from, what is in the way, and last the line that deploys. */
export function preflightText(report: PreflightReport, colour: boolean): string {
  const { sources, remarks, advice, missingRights } = report;
  return [
    `${headOf(report)}\n`,
    sources.length === 0 && report.outcome === 'not-ready' ? `${heading('fail', NO_TRAIL, colour)}\n` : '',
    ...sources.map((source) => sourceText(source, colour)),
    ...remarks.map((remark) => `${remarkText(remark, colour)}\n`),
    policiesText(report.accountFilterPolicies ?? []),
    missingRightsText(missingRights),
    paragraph(OUTCOMES[report.outcome]),
    ...advice.map(adviceText),
  ].join('');
}

function headOf({ region, accountId, stack, at }: PreflightReport): string {
  const account = accountId === undefined ? '' : `account ${forTerminal(accountId)}, `;
  return [
    paragraph(`Before deploying stack ${forTerminal(stack)} in ${account}${forTerminal(region)}`),
    paragraph(`as it stood ${dayAndTime(new Date(at))}`),
  ].join('');
}

const NO_TRAIL = 'There is no trail that can be seen from here.';

const OUTCOMES: Readonly<Record<PreflightReport['outcome'], string>> = {
  ready: 'The guard would see here.',
  'not-ready': 'The guard cannot do its work here as things stand.',
  incomplete: 'Too little could be read to say whether the guard would see here.',
};

const MARKS: Readonly<Record<ReportedSource['state'], readonly [Mark, string]>> = {
  usable: ['pass', 'USABLE'],
  blind: ['fail', 'BLIND'],
  taken: ['fail', 'TAKEN'],
  elsewhere: ['warn', 'AWAY'],
  unknown: ['unknown', 'UNKNOWN'],
};

function sourceText(
  { state, logGroup, trails, remarks, subscriptionFilters }: ReportedSource,
  colour: boolean,
): string {
  const [mark, word] = MARKS[state];
  const fed = trails.length === 0 ? [] : [`fed by ${trails.map(trailText).join(', ')}`];
  const head = logGroup === undefined ? trails.map(trailText) : [`log group ${forTerminal(logGroup.name)}`, ...fed];
  const well = remarks.filter((remark) => remark.state === 'pass').map(({ text }) => text);
  return [
    heading(mark, head.join(', '), colour, word),
    ...remarks.filter((remark) => remark.state !== 'pass').map(remarkBelow),
    well.length === 0 ? '' : below(`ok: ${well.join('; ')}`),
    subscriptionFilters === undefined ? '' : slotsText(subscriptionFilters),
    '\n',
  ].join('');
}

const trailText = ({ name, isMultiRegion, isOrganization }: ReportedSource['trails'][number]): string => {
  const reach = isMultiRegion ? 'multi-Region' : 'one Region';
  return `trail ${forTerminal(name)} (${reach}${isOrganization ? ', of the organization' : ''})`;
};

const STATE_WORDS: Readonly<Record<ReportedRemark['state'], string>> = {
  pass: '',
  warn: 'warning: ',
  fail: '',
  unknown: 'not known: ',
};

const remarkBelow = ({ state, text, meaning, missingRight, fixes }: ReportedRemark): string =>
  [
    below(`${STATE_WORDS[state]}${text}`),
    meaning === undefined || state === 'unknown' ? '' : below(`It means: ${meaning}`),
    missingRight === undefined ? '' : below(`Missing right: ${missingRight}`),
    fixesText(fixes),
  ].join('');

function remarkText({ state, text, meaning, missingRight, fixes }: ReportedRemark, colour: boolean): string {
  return [
    heading(state, forTerminal(text, MOST), colour),
    meaning === undefined ? '' : below(`It means: ${meaning}`),
    missingRight === undefined ? '' : below(`Missing right: ${missingRight}`),
    fixesText(fixes),
  ].join('');
}

/** Source: CloudWatch Logs quotas, as raised in September 2026; an account may have another, so that a number refuses nothing. */
function slotsText(filters: NonNullable<ReportedSource['subscriptionFilters']>): string {
  if (filters.length === 0) return below('No subscription filter stands there: its slots are free.');
  const names = filters.map(({ filter, destination }) => `${filter} to ${destination}`).join(', ');
  return below(
    `${count(filters.length, 'slot')} for subscription filters taken, of 5 (2 before September 2026): ${names}`,
  );
}

const policiesText = (policies: readonly string[]): string =>
  policies.length === 0
    ? ''
    : `${below(`Of the account, on every log group: subscription filter ${policies.length === 1 ? 'policy' : 'policies'} ${policies.join(', ')}`)}\n`;

/** "Deploy on log group my-trail:" and below it the command, or a sentence of its own where there is none. */
function adviceText({ title, command, url }: PreflightReport['advice'][number]): string {
  const shown = forTerminal(title, MOST);
  const end = command === undefined && url === undefined ? '.' : ':';
  const words = `${shown.slice(0, 1).toUpperCase()}${shown.slice(1)}${end}`;
  return `${paragraph(words)}${copyable(command)}${copyable(url)}`;
}
