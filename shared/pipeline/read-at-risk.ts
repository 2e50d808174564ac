import { type AtRisk, atRiskOf } from '../blind-spots/at-risk.ts';
import { type Fact, fact, notKnown } from '../blind-spots/fact.ts';
import type { PendingKeys } from '../blind-spots/pending-key.ts';
import { withoutDrills } from '../blind-spots/without-drills.ts';
import { messageOf } from '../errors.ts';
import type { BlindSpotPorts, BlindSpotSettings } from './blind-spot-ports.ts';

type Ports = Pick<BlindSpotPorts, 'readPendingKeys' | 'isDrill' | 'aliases' | 'now'>;

/** The keys at risk, read when they are first asked for, and once. Never rejects: that they could not be read is known then. */
export function readAtRiskOnce(ports: Ports, { alert }: BlindSpotSettings): () => Promise<AtRisk> {
  let read: Promise<AtRisk> | undefined;
  return () => {
    read ??= pendingKeys(ports).then((pending) => atRiskOf(pending, ports.aliases, alert, ports.now()));
    return read;
  };
}

async function pendingKeys({ readPendingKeys, isDrill }: Ports): Promise<Fact<PendingKeys>> {
  try {
    return fact(await withoutDrills(await readPendingKeys(), isDrill));
  } catch (thrown) {
    return notKnown(messageOf(thrown));
  }
}
