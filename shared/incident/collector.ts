import { createHash, type Hash } from 'node:crypto';
import type { Finding } from '../finding/finding.ts';
import type { KeyRef } from '../finding/key.ts';
import { betterCopy, createIncidentCounter, type IncidentCounter } from './counter.ts';
import { type HiddenBy, hiddenLabel } from './hidden.ts';
import { incidentIdOf } from './incident.ts';

/** The findings of one key in a batch, counted apart by what may hide them. */
export interface KeyFindings {
  /** Identity of the incident. */
  readonly id: string;
  readonly key: KeyRef;
  /** The same for the same findings in the same order: how a batch that is delivered again is known. */
  readonly batchId: string;
  /** Different findings. */
  readonly count: number;
  readonly parts: readonly Part[];
}

interface Part {
  readonly hiddenBy: HiddenBy | undefined;
  readonly counter: IncidentCounter;
}

/** Collects the findings of a batch by key. */
export interface Collector {
  /** Counts a finding; false if it had been counted already. */
  add(finding: Finding): boolean;
  keys(): readonly KeyFindings[];
}

interface Collecting {
  readonly key: KeyRef;
  readonly hash: Hash;
  count: number;
  readonly parts: Map<string, Part>;
  /** Copies of calls across accounts, by sharedEventID: what hides a call is judged by the copy that names its caller. */
  readonly copies: Map<string, { readonly findings: Finding[]; part: Part | undefined }>;
}

/** @param hiddenBy what might hide a finding, judged while the records stream by, before anything was read of the key */
export function createCollector(hiddenBy: (finding: Finding) => HiddenBy | undefined = () => undefined): Collector {
  const keys = new Map<string, Collecting>();
  const partFor = ({ parts }: Collecting, by: HiddenBy | undefined): Part => {
    const label = by === undefined ? '' : hiddenLabel(by);
    const part = parts.get(label) ?? { hiddenBy: by, counter: createIncidentCounter() };
    parts.set(label, part);
    return part;
  };
  const sortOut = (collecting: Collecting): void => {
    for (const copies of collecting.copies.values()) {
      copies.part ??= partFor(collecting, hiddenBy(copies.findings.reduce(betterCopy)));
      for (const copy of copies.findings) copies.part.counter.add(copy);
    }
  };
  const isNew = (collecting: Collecting, finding: Finding): boolean => {
    const { sharedEventId } = finding.event;
    if (sharedEventId === undefined) return partFor(collecting, hiddenBy(finding)).counter.add(finding);
    const copies = collecting.copies.get(sharedEventId);
    if (copies === undefined) collecting.copies.set(sharedEventId, { findings: [finding], part: undefined });
    else if (!copies.findings.some(({ id }) => id === finding.id)) copies.findings.push(finding);
    return copies === undefined;
  };
  return {
    add(finding) {
      const id = incidentIdOf(finding);
      const collecting = keys.get(id) ?? emptyCollecting(finding.key);
      keys.set(id, collecting);
      collecting.hash.update(`${finding.id}\n`);
      if (!isNew(collecting, finding)) return false;
      collecting.count += 1;
      return true;
    },
    keys: () =>
      [...keys].map(([id, collecting]) => {
        sortOut(collecting);
        const { key, hash, count, parts } = collecting;
        return { id, key, batchId: hash.copy().digest('base64url').slice(0, 22), count, parts: [...parts.values()] };
      }),
  };
}

const emptyCollecting = (key: KeyRef): Collecting => ({
  key,
  hash: createHash('sha256'),
  count: 0,
  parts: new Map(),
  copies: new Map(),
});
