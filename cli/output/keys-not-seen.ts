import { count } from '../../shared/alert/time.ts';
import type { KeysReport, NotSeen } from '../reports/keys.ts';
import { paragraph } from './layout.ts';
import { shown } from './shown.ts';

/** No good news where not all was seen: how much was, before all else. */
export function incompleteHead({ keys, accountId, regions, notSeen }: KeysReport): string {
  const named = notSeen.flatMap(({ region }) => region ?? []);
  const all = new Set([...regions, ...named]).size;
  const seen = named.length < notSeen.length ? `Only ${count(regions.length, 'Region')}` : ofAll(regions.length, all);
  const whole = notSeen.some((one) => one.keys !== undefined) ? ' to the last key' : '';
  const account = accountId === undefined ? 'this account' : `account ${shown(accountId)}`;
  const found =
    keys.length > 0
      ? `${count(keys.length, 'customer managed key')} of ${account} ${keys.length === 1 ? 'is' : 'are'} known to be pending deletion, and there may be more`
      : `whether a customer managed key of ${account} is pending deletion ${regions.length === 0 ? 'is not known' : 'elsewhere is not known; there, none is'}`;
  return paragraph(`${seen} could be looked at${whole}: ${found}.`);
}

const ofAll = (seen: number, all: number): string => `${seen} of ${count(all, 'Region')}`;

/** What was not looked at, and why; the same reason once. */
export const notSeenText = ({ notSeen }: KeysReport): string =>
  [paragraph('NOT LOOKED AT, so there may be more:'), ...byReason(notSeen).map(reasonText)].join('');

function byReason(notSeen: readonly NotSeen[]): readonly (readonly NotSeen[])[] {
  const groups = new Map<string, NotSeen[]>();
  for (const one of notSeen) {
    const why = JSON.stringify([one.reason, one.right]);
    groups.set(why, [...(groups.get(why) ?? []), one]);
  }
  return [...groups.values()];
}

/** What was not seen for one reason: many Regions by their number, and below it their names. */
function reasonText(same: readonly NotSeen[]): string {
  const [first] = same;
  if (first === undefined) return '';
  const whole = same.flatMap(({ region, keys }) => (region === undefined || keys !== undefined ? [] : [region]));
  const isMany = whole.length > 1;
  const others = isMany ? same.filter(({ region, keys }) => region === undefined || keys !== undefined) : same;
  const whats = [...(isMany ? [count(whole.length, 'Region')] : []), ...others.map(({ what }) => shown(what))];
  return [
    paragraph(`${whats.join(', ')}: ${shown(first.reason)}${wanted(first.right)}`, 2),
    isMany ? paragraph(whole.map((region) => shown(region)).join(', '), 4) : '',
  ].join('');
}

/** The right that is missing, in words; nothing where none is. */
export const wanted = (right: string | undefined): string =>
  right === undefined ? '' : ` (wanted the right ${shown(right)})`;
