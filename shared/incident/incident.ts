import type { Caller } from '../finding/caller.ts';
import type { DataItem } from '../finding/data.ts';
import type { Finding } from '../finding/finding.ts';
import type { KeyRef } from '../finding/key.ts';
import type { Use } from '../finding/severity.ts';

/** One caller and operation of an incident, counted. */
export interface Facet {
  readonly caller: Caller;
  readonly operation: Finding['operation'];
  readonly use: Use;
  readonly count: number;
}

/** All findings of one key that are told together. */
export interface Incident {
  /** What makes two findings belong together: the key ARN, or what there is where no ARN is known. */
  readonly id: string;
  readonly key: KeyRef;
  /** The finding to tell first: the earliest of the first facet. */
  readonly lead: Finding;
  /** Gravest first, then most often. Never empty. */
  readonly facets: readonly Facet[];
  readonly count: number;
  /** Findings among `count` that KMS itself did not confirm. */
  readonly unconfirmed: number;
  /** The guard's own calls among `count`. */
  readonly ownCalls: number;
  readonly firstSeen: Date | undefined;
  readonly lastSeen: Date | undefined;
  /** The data that the findings name, the lead's first; at most {@link MOST_DATA}. */
  readonly data: readonly DataItem[];
  /** Accounts whose trail delivered a record of this incident: the ones that are ours. */
  readonly recipients: readonly string[];
}

/** How many different pieces of data an incident remembers. */
export const MOST_DATA = 20;

/** Identity of the incident that a finding belongs to. */
export function incidentIdOf(finding: Finding): string {
  const { key, event, operation } = finding;
  switch (key.kind) {
    case 'arn':
      return key.key.arn;
    case 'named':
      return `named ${key.accountId ?? ''} ${key.region ?? ''} ${key.name}`;
    case 'unknown':
      return `unknown ${event.recipientAccountId ?? ''} ${event.region ?? ''} ${operation.eventSource ?? ''}`;
  }
}
