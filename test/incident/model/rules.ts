import { isAboutKey } from '../../../shared/alert/about-key.ts';
import type { Alert } from '../../../shared/alert/alert.ts';
import { DAY, HOUR, START } from '../../builders/incident.ts';
import type { Call } from './calls.ts';
import { countsOf, type Try } from './guard.ts';
import type { Sent } from './invocation.ts';
import type { Story } from './story.ts';

/** What a story may not hold, each rule a list of what broke it, in words. */
export const brokenRules = (story: Story): readonly string[] => [
  ...story.broken,
  ...RULES.flatMap(([name, rule]) => rule(story).map((how) => `${name}: ${how}`)),
];

const isSummary = (alert: Alert) => alert.kind === 'summary';
const isWeekly = (alert: Alert) => alert.kind === 'summary' && alert.reason === 'weekly';

/** Different calls of each key. */
function numbers(calls: Iterable<Call>): ReadonlyMap<string, number> {
  const ids = new Map<string, Set<string>>();
  for (const { key, id } of calls) ids.set(key, (ids.get(key) ?? new Set()).add(id));
  return new Map([...ids].map(([key, some]) => [key, some.size]));
}

/** Counts of each key, as somebody sums them up who takes no notice of an alert that has come before. */
function told({ sent }: Story, wanted: (alert: Alert) => boolean): ReadonlyMap<string, number> {
  const seen = new Set<string>();
  const sums = new Map<string, number>();
  for (const { alert } of sent) {
    if (seen.has(alert.id)) continue;
    seen.add(alert.id);
    if (!wanted(alert)) continue;
    for (const [key, count] of countsOf(alert)) sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sums;
}

const missing = (wanted: ReadonlyMap<string, number>, got: ReadonlyMap<string, number>, what: string): string[] =>
  [...wanted]
    .filter(([key, count]) => (got.get(key) ?? 0) < count)
    .map(([key, count]) => `of ${key} ${count} ${what} came, ${got.get(key) ?? 0} are told`);

const deliveredTries = ({ tries }: Story) => tries.filter(({ state }) => state === 'ok');
const callsOf = (tries: readonly Try[]) => tries.flatMap(({ batch }) => batch.calls);

/** A call that no silence may hide, or no more when it came first. */
function mustBeTold({ tries, keys }: Story, call: Call): boolean {
  if (call.hides !== 'while-far') return call.hides === 'never';
  const schedule = keys.scheduleOf(call.key);
  if (schedule === undefined || schedule.since > START || schedule.cancelledAt !== undefined) return false;
  return tries
    .filter(({ batch }) => batch.calls.some(({ id }) => id === call.id))
    .every(({ life }) => life.startedAt >= schedule.end - 72 * HOUR);
}

function nothingLost(story: Story): string[] {
  const calls = callsOf(deliveredTries(story));
  const inAlerts = told(story, (alert) => !isWeekly(alert));
  const all = told(story, () => true);
  return [
    ...missing(numbers(calls), all, 'findings'),
    ...missing(numbers(calls.filter((call) => mustBeTold(story, call))), inAlerts, 'findings that nothing hides'),
  ];
}

/**
 * Within the ring, without the table failing, and when no record comes in two batches. A message that went out though nobody learned of
 * it may be told again in a summary of too many, which has an id of its own.
 */
function countsExact(story: Story): string[] {
  const { tries, sweeps } = story;
  const isSimple =
    ![...tries, ...sweeps].some(({ life }) => life.tableFailed) && !tries.some(({ batch }) => batch.isMixed);
  const first = new Map<unknown, number>();
  for (const { batch, life } of tries) first.set(batch, first.get(batch) ?? life.startedAt);
  const isSoon = tries.every(({ batch, life }) => life.startedAt - (first.get(batch) ?? 0) < DAY);
  const isSummed = story.sent.some(({ alert }) => isSummary(alert) && !isWeekly(alert));
  if (!isSimple || !isSoon || isSummed) return [];
  const most = numbers(callsOf(tries));
  return [...told(story, () => true)]
    .filter(([key, count]) => count > (most.get(key) ?? 0))
    .map(([key, count]) => `of ${key} ${most.get(key) ?? 0} findings came, ${count} are told`);
}

/** Facets that an alert names. */
function names(alert: Alert, { key, caller, operation }: Call): boolean {
  const isNamed = (callers: readonly { caller: string; operation: string }[]) =>
    callers.some((one) => one.caller === caller && one.operation === operation);
  if (isAboutKey(alert)) {
    const { callers, callersNotListed } = alert.occurrences;
    return (alert.key.arn ?? 'unnamed') === key && (isNamed(callers) || callersNotListed > 0);
  }
  if (alert.kind === 'blind-spot') return false;
  return alert.keys.some(
    ({ arn, callers, callersNotListed }) => (arn ?? 'unnamed') === key && (isNamed(callers) || callersNotListed > 0),
  );
}

/** More are remembered as a number only. */
const MOST_NAMED = 50;

/** Calls by callers that an alert must name: visible ones, of keys that are not called by too many. */
function mustBeNamed({ tries }: Story): (call: Call) => boolean {
  const facets = new Map<string, Set<string>>();
  for (const call of callsOf(tries)) facets.set(call.key, (facets.get(call.key) ?? new Set()).add(facetOf(call)));
  return (call) => call.hides === 'never' && !call.isCopy && (facets.get(call.key)?.size ?? 0) <= MOST_NAMED;
}

const facetOf = ({ key, caller, operation }: Call) => `${caller} ${operation} of ${key}`;

function facetsToldSoon(story: Story): string[] {
  const { sent, tries, firstSweptAt } = story;
  const isWanted = mustBeNamed(story);
  const inTime = sent.filter(({ time }) => time <= firstSweptAt);
  const late = callsOf(deliveredTries(story).filter(({ endedAt }) => endedAt <= story.calmAt))
    .filter(isWanted)
    .filter((call) => !inTime.some(({ alert }) => names(alert, call)));
  const atOnce = tries
    .filter(({ state, life, outcome }) => state === 'ok' && life.isClean && outcome?.messages.waiting === 0)
    .flatMap((one) => {
      const others = callsOf(tries.filter((other) => other !== one && other.life.startedAt < one.endedAt)).map(facetOf);
      const fresh = one.batch.calls.filter(isWanted);
      return fresh
        .filter((call) => !others.includes(facetOf(call)))
        .filter((call) => !sent.some(({ time, alert }) => time <= one.endedAt && names(alert, call)))
        .map((call) => `batch ${one.batch.n} does not tell ${facetOf(call)}`);
    });
  return [...new Set(late.map((call) => `${facetOf(call)} is not told by the first sweep of the calm`)), ...atOnce];
}

function repeatsSayTheSame({ sent }: Story): string[] {
  const first = new Map<string, Alert>();
  return sent.flatMap(({ alert }) => {
    const before = first.get(alert.id);
    first.set(alert.id, before ?? alert);
    const [one, other] = [before ?? alert, alert].map((some) => JSON.stringify([...countsOf(some)].sort()));
    return one === other ? [] : [`${alert.id} counted ${one}, then ${other}`];
  });
}

/** Whether a message says of a key how soon it goes. */
function saysTheEnd(alert: Alert, arn: string, end: number): boolean {
  const isEnd = (date: string | undefined) => date !== undefined && Date.parse(date) === end;
  if (alert.kind === 'blind-spot') return false;
  if (isAboutKey(alert)) return alert.key.arn === arn && (alert.kind === 'reminder' || isEnd(alert.key.deletionDate));
  return alert.keys.some((key) => key.arn === arn && (key.due.includes('reminder') || isEnd(key.deletionDate)));
}

const isReminder = (alert: Alert, arn: string): boolean =>
  alert.kind === 'summary'
    ? alert.keys.some((key) => key.arn === arn && key.due.includes('reminder'))
    : alert.kind === 'reminder' && alert.key.arn === arn;

/** Longer than the sweeps of the calm are apart, twice. */
const SOON = 13 * HOUR;

function reminded(story: Story): string[] {
  const { sent, keys, firstSweptAt } = story;
  const usedAt = new Map<string, number>();
  for (const { batch, endedAt, state, outcome } of story.tries) {
    if (state !== 'ok' || outcome?.untracked !== undefined) continue;
    for (const { key, isUse, hides, record } of batch.calls) {
      const since = keys.scheduleOf(key)?.since ?? Number.POSITIVE_INFINITY;
      if (!isUse || hides === 'always' || Date.parse(String(record.eventTime)) <= since) continue;
      usedAt.set(key, Math.min(usedAt.get(key) ?? endedAt, endedAt));
    }
  }
  return [...usedAt].flatMap(([arn, at]) => {
    const schedule = keys.scheduleOf(arn);
    if (schedule === undefined || schedule.cancelledAt !== undefined || at >= schedule.end) return [];
    const { end, since } = schedule;
    // A date that has been known is read again after a day.
    const knownBy = Math.max(firstSweptAt, at) + SOON + (since > START ? DAY : 0);
    return [72, 24].flatMap((hours) => {
      const mark = end - hours * HOUR;
      const isTold = ({ time, alert }: Sent) =>
        knownBy < mark
          ? time >= mark && time < mark + SOON && isReminder(alert, arn)
          : time >= mark && saysTheEnd(alert, arn, end);
      return knownBy >= end + DAY || sent.some(isTold)
        ? []
        : [`${arn} goes without its last ${hours} hours being told`];
    });
  });
}

function fewWrites({ tries }: Story): string[] {
  return tries.flatMap(({ batch, life }) =>
    [...life.writes]
      .filter(([, writes]) => writes > 2)
      .map(([id, writes]) => `batch ${batch.n} writes ${id} ${writes} times`),
  );
}

function figuresAddUp({ tries }: Story): string[] {
  return tries.flatMap(({ batch, outcome }) => {
    if (outcome === undefined) return [];
    const { recordsIn, notFinding, rejected, fate } = outcome;
    const { notified, counted, silenced, failed, duplicate, unaccounted } = fate;
    const sum = notified + counted + silenced + failed + notFinding + rejected + duplicate;
    const isFine = recordsIn === batch.lines.length && sum === recordsIn && unaccounted === 0;
    return isFine && Math.min(...Object.values(fate)) >= 0
      ? []
      : [
          `batch ${batch.n} of ${batch.lines.length} gives ${JSON.stringify({ recordsIn, notFinding, rejected, ...fate })}`,
        ];
  });
}

const shareCalls = (one: Try, other: Try) => one.batch.calls.some((call) => other.batch.calls.includes(call));

/** Of a batch that nothing troubles: how many of its calls are hidden, if that is certain. */
function hiddenIn({ keys }: Story, { batch, life, endedAt }: Try): number | undefined {
  let hidden = 0;
  for (const call of new Map(batch.calls.map((one) => [one.id, one])).values()) {
    if (call.hides === 'always') hidden += 1;
    if (call.hides !== 'while-far') continue;
    const schedule = keys.scheduleOf(call.key);
    if (schedule === undefined || schedule.since > START || schedule.cancelledAt !== undefined) return undefined;
    const lastChance = schedule.end - 72 * HOUR;
    if (endedAt < lastChance) hidden += 1;
    else if (life.startedAt < lastChance) return undefined;
  }
  return hidden;
}

function silenceHolds(story: Story): string[] {
  const { tries, sweeps, sent } = story;
  const isUnread = [...tries, ...sweeps].some(({ life }) => life.silencesFailed);
  const forbidden = callsOf(tries).filter(
    ({ hides, caller }) => hides === 'always' && !(isUnread && (caller.includes('quiet') || caller.includes('muted'))),
  );
  const isTold = ({ key, caller, operation }: Call, { alert }: Sent) =>
    isAboutKey(alert) &&
    (alert.key.arn ?? 'unnamed') === key &&
    alert.occurrences.callers.some((one) => one.caller === caller && one.operation === operation && one.total > 0);
  const toldAll = forbidden
    .filter((call) => sent.some((one) => isTold(call, one)))
    .map((call) => `${facetOf(call)} is hidden and told`);
  const figures = tries
    .filter(({ isFirst, batch, life }) => isFirst && !batch.isMixed && life.isClean)
    .filter(
      (one) => !tries.some((other) => other !== one && other.life.startedAt <= one.endedAt && shareCalls(one, other)),
    )
    .flatMap((one) => {
      const hidden = hiddenIn(story, one);
      const silenced = one.outcome?.fate.silenced;
      return hidden === undefined || silenced === undefined || silenced === hidden
        ? []
        : [`batch ${one.batch.n} hides ${silenced}, wanted ${hidden}`];
    });
  return [...new Set(toldAll), ...figures];
}

function calmIsWhole({ sweeps, calmAt, tries }: Story): string[] {
  return [
    ...tries.filter(({ state }) => state === 'running').map(({ batch }) => `batch ${batch.n} never ends`),
    ...sweeps
      .filter(({ life }) => life.startedAt > calmAt)
      .filter(({ outcome }) => outcome === undefined || outcome.unclaimed.length + outcome.messages.failed.length > 0)
      .map(({ outcome }) => `a sweep of the calm gives ${JSON.stringify(outcome)}`),
  ];
}

const RULES: readonly (readonly [name: string, rule: (story: Story) => readonly string[]])[] = [
  ['nothing is lost', nothingLost],
  ['counts are exact', countsExact],
  ['a new caller or operation is told at once', facetsToldSoon],
  ['a repeated alert says the same', repeatsSayTheSame],
  ['the last chance is told', reminded],
  ['two writes a key and batch', fewWrites],
  ['figures add up', figuresAddUp],
  ['silences hold', silenceHolds],
  ['the calm is whole', calmIsWhole],
];
