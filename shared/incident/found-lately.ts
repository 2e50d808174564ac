import type { FoundLately } from '../silence/trial.ts';
import type { IncidentItem } from './item.ts';

/** What an incident remembers of its findings that nothing hides, one entry for each caller and operation. */
export const foundLately = ({ id, key, learned, facets, lastSeen }: IncidentItem): readonly FoundLately[] =>
  facets.map(({ caller, operation, use, count }) => ({
    subject: {
      key: key.kind === 'arn' ? key.key : undefined,
      class: operation.class,
      caller: caller.shown,
      plainManagement: use === 'other management',
      readable: use !== 'record that could not be read',
    },
    key: learned.alias ?? (key.kind === 'arn' ? key.key.keyId : key.kind === 'named' ? key.name : id),
    caller: caller.name,
    operation: operation.name,
    count,
    lastSeen: lastSeen === undefined ? undefined : new Date(lastSeen),
    end: learned.deletionDate === undefined ? undefined : new Date(learned.deletionDate),
  }));

/** How many findings each silence has hidden since these incidents began, by its name. */
export function hiddenBySilence(items: readonly IncidentItem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { hiddenBy, count } of items.flatMap(({ hidden }) => hidden)) {
    if (hiddenBy.kind === 'silence') counts.set(hiddenBy.by, (counts.get(hiddenBy.by) ?? 0) + count);
  }
  return counts;
}
