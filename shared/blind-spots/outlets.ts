import type { Examined } from './check.ts';
import type { Fact } from './fact.ts';
import type { Facts, TopicFacts } from './facts.ts';
import type { Outlet, Turn } from './watch.ts';

/** Who can be told now. */
export interface Outlets {
  /** Whether somebody reads it; true where that is not known. */
  readonly isRead: Readonly<Record<Outlet, boolean>>;
  /** What goes to the alert topic may reach nobody, so that everything goes to the backstop topic as well. */
  readonly alertsMayNotArrive: boolean;
}

/**
 * Who can be told, by the facts and what the checks made of them. An unconfirmed subscription gets nothing. Source: SNS Developer Guide,
 * "Email notifications".
 */
export function outletsOf(
  { alertTopic, backstopTopic }: Pick<Facts, 'alertTopic' | 'backstopTopic'>,
  examined: readonly Examined[],
): Outlets {
  const failing = examined.filter(({ verdict }) => verdict.state === 'fail').map(({ check }) => check);
  const fails = (id: string) => failing.some((check) => check.id === id);
  const isRead = {
    alerts: mayBeRead(alertTopic) && !fails('alert-readers'),
    backstop: mayBeRead(backstopTopic) && !fails('backstop-readers'),
  };
  return { isRead, alertsMayNotArrive: !isRead.alerts || failing.some((check) => check.alertsMayNotArrive === true) };
}

function mayBeRead(topic: Fact<TopicFacts | 'missing'>): boolean {
  if (!topic.known) return true;
  if (topic.value === 'missing') return false;
  const { subscriptions } = topic.value;
  return !subscriptions.known || subscriptions.value.some(({ state }) => state === 'confirmed');
}

/** Where a turn must go; the backstop gets, besides, what the alert topic did not take. */
export const wantedOutlets = ({ check }: Turn, { alertsMayNotArrive }: Outlets): readonly Outlet[] =>
  check.alertsMayNotArrive || alertsMayNotArrive ? ['alerts', 'backstop'] : ['alerts'];

/** Whether somebody has heard of it, and nobody is left who should and can. */
export const isTold = (turn: Turn, outlets: Outlets): boolean =>
  turn.toldTo.length > 0 &&
  wantedOutlets(turn, outlets).every((outlet) => turn.toldTo.includes(outlet) || !outlets.isRead[outlet]);

/** Whether nobody can be told of it now. */
export const isUnread = (turn: Turn, outlets: Outlets): boolean =>
  turn.toldTo.length === 0 && wantedOutlets(turn, outlets).every((outlet) => !outlets.isRead[outlet]);
