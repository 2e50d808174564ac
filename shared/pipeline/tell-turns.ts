import type { BlindSpotAlert } from '../alert/alert.ts';
import { type AtRisk, atRiskOf } from '../blind-spots/at-risk.ts';
import { buildBlindSpot } from '../blind-spots/build-blind-spot.ts';
import { type Change, namesIn } from '../blind-spots/changed-by.ts';
import type { Examined } from '../blind-spots/check.ts';
import { type Fact, fact, notKnown } from '../blind-spots/fact.ts';
import type { Facts } from '../blind-spots/facts.ts';
import type { Outlet, Turn } from '../blind-spots/watch.ts';
import { messageOf } from '../errors.ts';
import type { BlindSpotPorts, BlindSpotSettings, Notes } from './blind-spot-ports.ts';

/** A turn after it was tried. */
export interface Tried {
  readonly turn: Turn;
  /** Why an outlet that should have it has not. */
  readonly failures: readonly string[];
}

/** Where a turn must go; the backstop gets, besides, what the alert topic did not take. */
const outletsOf = ({ check }: Turn): readonly Outlet[] =>
  check.alertsMayNotArrive ? ['alerts', 'backstop'] : ['alerts'];

/** Whether nobody is left who should hear of it. */
export const isDone = (turn: Turn): boolean => outletsOf(turn).every((outlet) => turn.toldTo.includes(outlet));

const WEEK = 7 * 24 * 3_600_000;

/**
 * Tells each turn: the keys at risk are read once, who changed it is asked for failures, then the alert goes out, one a second. Never
 * rejects: nothing that could not be learned holds an alert back, and one that does not get out holds back no other.
 */
export async function tellTurns(
  turns: readonly Turn[],
  facts: Facts,
  examined: readonly Examined[],
  ports: BlindSpotPorts,
  settings: BlindSpotSettings,
  notes: Notes,
): Promise<readonly Tried[]> {
  if (turns.length === 0) return [];
  const atRisk = await readAtRisk(ports, settings);
  const now = new Map(examined.map((one) => [one.check.id, one]));
  const tried: Tried[] = [];
  for (const turn of turns) {
    const current = now.get(turn.check.id);
    const verdict = current?.verdict;
    const fixes = turn.state === 'failed' && verdict?.state === 'fail' ? verdict.fixes : [];
    const changedBy = await whoChanged(turn, current?.check.changedBy ?? [], facts, ports);
    const alert = buildBlindSpot(turn, { place: facts, fixes, atRisk, changedBy, notes }, settings.alert);
    tried.push(await send(turn, alert, ports, settings));
  }
  return tried;
}

async function readAtRisk(ports: BlindSpotPorts, { alert }: BlindSpotSettings): Promise<AtRisk> {
  try {
    return await atRiskOf(fact(await ports.readPendingKeys()), ports.aliases, alert, ports.now());
  } catch (thrown) {
    return atRiskOf(notKnown(messageOf(thrown)), ports.aliases, alert, ports.now());
  }
}

async function whoChanged(
  { state, at, lastWell }: Turn,
  events: readonly string[],
  facts: Facts,
  ports: BlindSpotPorts,
): Promise<Fact<Change | 'not-found'> | undefined> {
  if (state === 'recovered' || events.length === 0) return undefined;
  const question = { events, names: namesIn(facts), from: new Date(lastWell ?? at - WEEK), to: ports.now() };
  try {
    return await ports.whoChanged(question);
  } catch (thrown) {
    return notKnown(messageOf(thrown));
  }
}

/** Sends it to whoever has not got it yet. Where the alert topic takes nothing, the backstop hears of it, once. */
async function send(
  turn: Turn,
  alert: BlindSpotAlert,
  ports: BlindSpotPorts,
  { sendBefore }: BlindSpotSettings,
): Promise<Tried> {
  const moment = await ports.pace.next(ports.now().getTime(), sendBefore);
  if (moment === undefined) return { turn, failures: ['no time was left; the next run tells it'] };
  await ports.wait(moment - ports.now().getTime());
  const toldTo = new Set<Outlet>(turn.toldTo);
  const failures: string[] = [];
  const sendTo = async (outlet: Outlet) => {
    if (toldTo.has(outlet)) return;
    try {
      await (outlet === 'alerts' ? ports.publish : ports.publishBackstop)(alert);
      toldTo.add(outlet);
    } catch (thrown) {
      failures.push(`${outlet}: ${messageOf(thrown)}`);
    }
  };
  for (const outlet of outletsOf(turn)) await sendTo(outlet);
  if (!toldTo.has('alerts') && !outletsOf(turn).includes('backstop')) await sendTo('backstop');
  return { turn: { ...turn, toldTo: [...toldTo] }, failures };
}
