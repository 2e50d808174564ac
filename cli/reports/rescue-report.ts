import { forJson } from '../../shared/alert/inert.ts';
import { known, knownTexts } from '../../shared/alert/optional.ts';
import type { ReadBack } from '../../shared/incident/rescue.ts';
import type { KeyMetadata, Part } from '../../shared/kms/key-details.ts';
import { isPendingState } from '../../shared/kms/key-state.ts';
import type { KeyToRescue } from '../rescue/ports.ts';
import type { RescuedKey, RescueReport } from './rescue.ts';

/** The key as it was read before anything was done. */
export function rescuedKey({ key, details, before }: KeyToRescue, metadata: KeyMetadata): RescuedKey {
  const { aliases, tags, scheduledBy, lastUsage } = details;
  const scheduled = valueIn(scheduledBy);
  const usage = valueIn(lastUsage);
  return {
    arn: key.arn,
    state: forJson(metadata.state),
    ...knownTexts({
      deletionDate: metadata.deletionDate?.toISOString(),
      description: metadata.description || undefined,
    }),
    ...known({
      pendingWindowInDays: metadata.pendingWindowInDays,
      aliases: valueIn(aliases)?.map(forJson),
      tags: entriesIn(valueIn(tags)),
      scheduledBy: scheduled && { principal: forJson(scheduled.principal), time: scheduled.time.toISOString() },
      lastUsed:
        usage &&
        (usage.used
          ? { used: true, operation: forJson(usage.operation), time: usage.time.toISOString() }
          : { used: false }),
    }),
    before: { state: before.state, reason: forJson(before.reason) },
    notKnown: Object.entries({ aliases, tags, scheduledBy, lastUsed: lastUsage }).flatMap(([part, value]) =>
      value.status === 'known' ? [] : [{ part, reason: forJson(value.reason) }],
    ),
  };
}

const valueIn = <T>(part: Part<T>): T | undefined => (part.status === 'known' ? part.value : undefined);

const entriesIn = (tags: Readonly<Record<string, string>> | undefined) =>
  tags && Object.fromEntries(Object.entries(tags).map(([name, value]) => [forJson(name), forJson(value)]));

/** What came of it. */
interface Came {
  readonly cancel: RescueReport['cancel'];
  readonly enable: RescueReport['enable'];
  readonly reason: string;
  readonly writeId: string | undefined;
  readonly readBack: ReadBack | undefined;
  readonly interrupted: boolean;
}

/** As it is printed. */
export function reportOf(key: RescuedKey, came: Came, now: Date): RescueReport {
  const { cancel, enable, reason, writeId, readBack } = came;
  return {
    schemaVersion: '0.1',
    at: now.toISOString(),
    key,
    cancel,
    ...known({ enable }),
    reason: forJson(reason),
    ...knownTexts({ writeId }),
    ...known({ readBack: readBack && readBackOf(readBack) }),
    exit: exitOf(came),
  };
}

const readBackOf = (read: ReadBack): RescueReport['readBack'] =>
  read.kind === 'unread'
    ? { unread: forJson(read.reason) }
    : knownTexts({
        time: new Date(read.at).toISOString(),
        state: read.state,
        deletionDate: read.deletionDate === undefined ? undefined : new Date(read.deletionDate).toISOString(),
      });

/** Done is what was answered so, and was not read otherwise since. */
function exitOf({ cancel, enable, readBack, interrupted }: Came): RescueReport['exit'] {
  if (interrupted) return 130;
  const state = readBack?.kind === 'read' ? readBack.state : undefined;
  if (isPendingState(state) || (enable !== undefined && enable !== 'enabled')) return 1;
  if (enable === 'enabled' && state !== undefined && state !== 'Enabled') return 1;
  return cancel === 'cancelled' || cancel === 'answer-lost' || cancel === 'not-pending' ? 0 : 1;
}
