import type { Unavailable } from '../alert/alert.ts';
import { enrich } from '../enrichment/enrich.ts';
import type { KeyReader } from '../enrichment/key-reader.ts';
import { messageOf } from '../errors.ts';
import type { IncidentItem } from '../incident/item.ts';
import { newsOf } from '../incident/rescue.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import { alertOf, type Due, isUntracked, type Message, messagesOf } from './messages.ts';
import type { PipelinePorts, PipelineSettings } from './ports.ts';
import { settleClaims } from './settle-claims.ts';

/** What became of the messages. */
export interface Told {
  readonly sent: number;
  /** Sent by an earlier try in this container, so not again. */
  readonly sentBefore: number;
  /** Claimed and waiting in the store, as too many were sent this minute. */
  readonly waiting: number;
  /** Not sent. They wait in the store as well, if it could be reached. */
  readonly failed: readonly { readonly alertId: string; readonly reason: string }[];
  /** Incidents whose claims could not be taken out of the store: they will be sent again, with the same id. */
  readonly unsettled: number;
  /** When the last one went out, in milliseconds since 1970. */
  readonly lastSentAt: number | undefined;
  /** By identity of the incident: `sent` only if all of its messages are out. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** What became of a message. `withdrawn`: there was nothing left to say. */
export type Outcome = 'withdrawn' | 'sent' | 'sent-before' | 'waiting' | 'failed';

/** Reads each key at most once, all of them within the reader's one budget. Never rejects. */
export type ReadOnce = (item: Pick<IncidentItem, 'id' | 'key'>) => Promise<KeyDetails>;

export function readOnce(read: KeyReader): ReadOnce {
  const reads = new Map<string, Promise<KeyDetails>>();
  return ({ id, key }) => {
    const details = reads.get(id) ?? enrich(key, read);
    reads.set(id, details);
    return details;
  };
}

/**
 * Sends what was claimed, the most urgent first: makes each alert, waits for its moment, publishes it, and takes the claim out of
 * the store. Each is tried, whatever became of the others; what may not go any more stays in the store.
 */
export async function tell(
  all: readonly Due[],
  detailsOf: ReadOnce,
  ports: PipelinePorts,
  settings: PipelineSettings,
  notes: readonly Unavailable[] = [],
): Promise<Told> {
  const due = all.filter(({ send }) => send.length > 0);
  const details = new Map(await Promise.all(due.map(async ({ item }) => [item.id, await detailsOf(item)] as const)));
  const counts: Record<Outcome, number> = { withdrawn: 0, sent: 0, 'sent-before': 0, waiting: 0, failed: 0 };
  const failed: { alertId: string; reason: string }[] = [];
  const outcomes = new Map<string, Outcome>();
  let unsettled = 0;
  let lastSentAt: number | undefined;
  for (const message of messagesOf(due, ports.random)) {
    const { outcome, alertId, reason } = await send(message, details, ports, settings, notes);
    counts[outcome] += 1;
    if (outcome === 'sent') lastSentAt = ports.now().getTime();
    if (outcome === 'failed') failed.push({ alertId, reason: reason ?? '' });
    for (const { due: one } of message.parts) outcomes.set(one.item.id, worse(outcomes.get(one.item.id), outcome));
    unsettled += await settleMessage(message, outcome, details, ports);
  }
  const { sent, 'sent-before': sentBefore, waiting } = counts;
  return { sent, sentBefore, waiting, failed, unsettled, lastSentAt, outcomes };
}

interface Sent {
  readonly outcome: Outcome;
  readonly alertId: string;
  readonly reason?: string;
}

async function send(
  message: Message,
  details: ReadonlyMap<string, KeyDetails>,
  ports: PipelinePorts,
  settings: PipelineSettings,
  notes: readonly Unavailable[],
): Promise<Sent> {
  let alertId = message.first.id;
  try {
    const alert = alertOf(message, details, ports.now(), settings, notes);
    if (alert === undefined) return { outcome: 'withdrawn', alertId };
    alertId = alert.id;
    if (ports.wasSent?.(alertId)) return { outcome: 'sent-before', alertId };
    const moment = await momentFor(ports, settings);
    if (moment !== undefined) {
      await ports.wait(Math.max(0, moment - ports.now().getTime()));
      return { outcome: await ports.publish(alert), alertId };
    }
    // What the store knows of waits there for the next sweep; nobody would come back for the rest.
    return isUntracked(message)
      ? { outcome: 'failed', alertId, reason: 'no time left in this invocation' }
      : { outcome: 'waiting', alertId };
  } catch (thrown) {
    return { outcome: 'failed', alertId, reason: messageOf(thrown) };
  }
}

/** The moment that the pace gives; undefined when there is none before time is up. */
function momentFor({ pace, ownPace, now }: PipelinePorts, { sendBefore }: PipelineSettings) {
  return pace.next(now().getTime(), sendBefore).catch(() => ownPace.next(now().getTime(), sendBefore));
}

/** Answers how many incidents could not be settled. */
async function settleMessage(
  { parts }: Message,
  outcome: Outcome,
  details: ReadonlyMap<string, KeyDetails>,
  ports: PipelinePorts,
): Promise<number> {
  const isOut = outcome !== 'waiting' && outcome !== 'failed';
  const settled = await Promise.all(
    parts.map(({ due: { item, untracked }, claims }) => {
      if (untracked !== undefined) return true;
      const ids = claims.map(({ id }) => id);
      // Only what has just gone out, about this key, tells people when it ends.
      const isTold = outcome === 'sent' && claims.some(({ kind }) => kind !== 'hidden' && kind !== 'dry-run');
      const settlement = {
        ...{ sent: isOut ? ids : [], released: isOut ? [] : ids, details: details.get(item.id), isTold },
        toldRescue: newsOf(item.rescue),
      };
      return settleClaims(item, settlement, ports);
    }),
  );
  return settled.filter((one) => !one).length;
}

const ORDER: readonly Outcome[] = ['withdrawn', 'sent', 'sent-before', 'waiting', 'failed'];
const worse = (one: Outcome | undefined, other: Outcome): Outcome =>
  one === undefined || ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one;
