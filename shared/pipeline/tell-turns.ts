import type { BlindSpotAlert } from '../alert/alert.ts';
import type { AtRisk } from '../blind-spots/at-risk.ts';
import { buildBlindSpot } from '../blind-spots/build-blind-spot.ts';
import { type Change, namesIn } from '../blind-spots/changed-by.ts';
import type { Examined } from '../blind-spots/check.ts';
import { type Fact, notKnown } from '../blind-spots/fact.ts';
import type { Facts } from '../blind-spots/facts.ts';
import { isUnread, type Outlets, wantedOutlets } from '../blind-spots/outlets.ts';
import type { Outlet, Turn } from '../blind-spots/watch.ts';
import { messageOf } from '../errors.ts';
import type { BlindSpotPorts, BlindSpotSettings, Notes } from './blind-spot-ports.ts';

/** A turn after it was tried. */
export interface Tried {
  readonly turn: Turn;
  /** Why an outlet that should have it, and that somebody reads, has not. */
  readonly failures: readonly string[];
}

/** What a run knows when it tells. */
export interface Situation {
  readonly facts: Facts;
  readonly examined: readonly Examined[];
  readonly outlets: Outlets;
  /** Read once, when first asked for. Never rejects. */
  readonly atRisk: () => Promise<AtRisk>;
  readonly notes: Notes;
}

const WEEK = 7 * 24 * 3_600_000;

/**
 * Tells each turn: who changed it is asked for failures, then the alert goes out, one message a second. A turn that was tried before, and
 * that nobody can be told of now either, waits as it is. Never rejects: nothing that could not be learned holds an alert back, and one
 * that does not get out holds back no other.
 */
export async function tellTurns(
  turns: readonly Turn[],
  situation: Situation,
  ports: BlindSpotPorts,
  settings: BlindSpotSettings,
): Promise<readonly Tried[]> {
  const { facts, outlets, notes } = situation;
  const now = new Map(situation.examined.map((one) => [one.check.id, one]));
  const failing = situation.examined.filter(({ verdict }) => verdict.state === 'fail').map(({ check }) => check.id);
  const tried: Tried[] = [];
  for (const turn of turns) {
    if (turn.unread && isUnread(turn, outlets)) {
      tried.push({ turn, failures: [] });
      continue;
    }
    const current = now.get(turn.check.id);
    const verdict = current?.verdict;
    const fixes = turn.state === 'failed' && verdict?.state === 'fail' ? verdict.fixes : [];
    const changedBy = await whoChanged(turn, current?.check.changedBy ?? [], facts, ports);
    const atRisk = await situation.atRisk();
    const alert = buildBlindSpot(turn, { place: facts, fixes, failing, atRisk, changedBy, notes }, settings.alert);
    tried.push(await send(turn, alert, outlets, ports, settings));
  }
  return tried;
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

/**
 * Sends it to whoever has not got it yet. Where the alert topic takes nothing, the backstop hears of it, once. What a topic takes that
 * nobody reads counts as told to nobody, and what it does not take as no failure.
 */
async function send(
  turn: Turn,
  alert: BlindSpotAlert,
  outlets: Outlets,
  ports: BlindSpotPorts,
  settings: BlindSpotSettings,
): Promise<Tried> {
  const toldTo = new Set<Outlet>(turn.toldTo);
  const failures: string[] = [];
  const sendTo = async (outlet: Outlet) => {
    if (toldTo.has(outlet)) return;
    const failure = await publishTo(outlet, alert, ports, settings);
    if (!outlets.isRead[outlet]) return;
    if (failure === undefined) toldTo.add(outlet);
    else failures.push(failure);
  };
  const wanted = wantedOutlets(turn, outlets);
  for (const outlet of wanted) await sendTo(outlet);
  if (!toldTo.has('alerts') && !wanted.includes('backstop')) await sendTo('backstop');
  const told = { ...turn, toldTo: [...toldTo] };
  return { turn: { ...told, unread: isUnread(told, outlets) }, failures: [...new Set(failures)] };
}

/** Publishes it at the next free moment. Answers why it could not be. */
async function publishTo(
  outlet: Outlet,
  alert: BlindSpotAlert,
  ports: BlindSpotPorts,
  { sendBefore }: BlindSpotSettings,
): Promise<string | undefined> {
  const moment = await ports.pace.next(ports.now().getTime(), sendBefore);
  if (moment === undefined) return 'no time was left; the next run tells it';
  await ports.wait(moment - ports.now().getTime());
  try {
    await (outlet === 'alerts' ? ports.publish : ports.publishBackstop)(alert);
    return undefined;
  } catch (thrown) {
    return `${outlet}: ${messageOf(thrown)}`;
  }
}
