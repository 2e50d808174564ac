import type { Examined, Verdict } from '../blind-spots/check.ts';
import { examine } from '../blind-spots/examine.ts';
import { isTold, outletsOf } from '../blind-spots/outlets.ts';
import type { Turn } from '../blind-spots/watch.ts';
import type { BlindSpotPorts, BlindSpotSettings, Notes } from './blind-spot-ports.ts';
import { readAtRiskOnce } from './read-at-risk.ts';
import { type Remembered, rememberRun, settleTurns } from './remember-watch.ts';
import { type Tried, tellTurns } from './tell-turns.ts';

/** What a run came to. */
export interface BlindSpotsChecked {
  /** Checks by their state. */
  readonly counts: Readonly<Record<Verdict['state'], number>>;
  /** Ids of the checks that fail. */
  readonly failing: readonly string[];
  /** "alarms: AWS does not allow it (right cloudwatch:DescribeAlarms)" for each that cannot be judged. */
  readonly notKnown: readonly string[];
  /** Alerts that everybody has got who should and can. */
  readonly sent: number;
  /** "log-group: alerts: ..." for each alert that has not; the next run tries again. */
  readonly notSent: readonly string[];
  /** Checks of which an alert waits for somebody to read a topic: no fault of sending. */
  readonly unread: readonly string[];
  /** What was told before could not be read or written; undefined: it was. */
  readonly untracked: string | undefined;
  /** What was stored could not be read, and has been started over. */
  readonly startedOver: string | undefined;
  /** What was told could not be noted, so that the next run tells it again. */
  readonly unsettled: string | undefined;
}

/**
 * One run: the facts, the judgements, what has turned, written before it is told, told, and noted as told. A crash, a failed publish or
 * topics without readers leave it in the outbox for Lambda's retry or the next run, under the same id. The keys pending deletion are read
 * while something fails, or when something is told. Where the table cannot be read, every failing check is
 * told, under one id a day and check, and the alert says why; ends of failures wait until it can be read. Rejects only when the facts
 * cannot be had.
 */
export async function checkBlindSpots(ports: BlindSpotPorts, settings: BlindSpotSettings): Promise<BlindSpotsChecked> {
  const facts = await ports.readFacts();
  const examined = examine(facts, settings.checks);
  const now = ports.now().getTime();
  const outlets = outletsOf(facts, examined);
  const atRisk = readAtRiskOnce(ports, settings);
  const keys = examined.some(({ verdict }) => verdict.state === 'fail') ? (await atRisk()).found : undefined;
  const remembered = await rememberRun(ports.store, examined, facts, keys, now);
  const situation = { facts, examined, outlets, atRisk, notes: notesOf(remembered) };
  const tried = await tellTurns(remembered.turns, situation, ports, settings);
  const isDone = (turn: Turn) => isTold(turn, outlets);
  const { untracked, startedOver } = remembered;
  const unsettled =
    untracked === undefined && tried.length > 0
      ? await settleTurns(
          ports.store,
          tried.map(({ turn }) => turn),
          isDone,
          ports.now().getTime(),
        )
      : undefined;
  return {
    ...summed(examined),
    ...sentOf(tried, isDone),
    untracked,
    startedOver,
    unsettled,
  };
}

function sentOf(
  tried: readonly Tried[],
  isDone: (turn: Turn) => boolean,
): Pick<BlindSpotsChecked, 'sent' | 'notSent' | 'unread'> {
  const left = tried.filter(({ turn }) => !isDone(turn));
  return {
    sent: tried.length - left.length,
    notSent: left.flatMap(({ turn, failures }) =>
      failures.length === 0 ? [] : [`${turn.check.id}: ${failures.join('; ')}`],
    ),
    unread: left.flatMap(({ turn, failures }) => (failures.length === 0 ? [turn.check.id] : [])),
  };
}

function summed(examined: readonly Examined[]): Pick<BlindSpotsChecked, 'counts' | 'failing' | 'notKnown'> {
  const ids = (state: Verdict['state']) =>
    examined.filter(({ verdict }) => verdict.state === state).map(({ check }) => check.id);
  const counts = {
    pass: ids('pass').length,
    warn: ids('warn').length,
    fail: ids('fail').length,
    unknown: ids('unknown').length,
  };
  return { counts, failing: ids('fail'), notKnown: examined.flatMap(unknownOf) };
}

function unknownOf({ check, verdict }: Examined): readonly string[] {
  if (verdict.state !== 'unknown') return [];
  const right = verdict.right === undefined ? '' : ` (right ${verdict.right})`;
  return [`${check.id}: ${verdict.reason}${right}`];
}

function notesOf({ untracked, startedOver }: Remembered): Notes {
  if (untracked !== undefined)
    return [
      { part: 'watch', reason: `the table of incidents cannot be used, so this may be told again: ${untracked}` },
    ];
  if (startedOver !== undefined)
    return [{ part: 'watch', reason: `it was started over, so this may have been told before: ${startedOver}` }];
  return [];
}
