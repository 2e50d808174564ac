import { createHash } from 'node:crypto';
import type { Caller } from '../finding/caller.ts';
import type { DataItem } from '../finding/data.ts';
import type { Finding } from '../finding/finding.ts';
import type { KeyRef } from '../finding/key.ts';
import { type Spread, type Use, useOf } from '../finding/severity.ts';

/** One caller and operation of an incident, counted. */
export interface Facet {
  /** What makes two findings the same facet; see {@link facetKeyOf}. */
  readonly id: string;
  readonly caller: Pick<Caller, 'name' | 'facet'>;
  readonly operation: Finding['operation'];
  readonly use: Use;
  /** In what is told. */
  readonly count: number;
  /** Since the incident began. */
  readonly total: number;
  /** Told for the first time. */
  readonly isNew: boolean;
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
  readonly firstSeen: Date | undefined;
  readonly lastSeen: Date | undefined;
  /** The data that the findings name, the lead's first; at most {@link MOST_DATA}. */
  readonly data: readonly DataItem[];
  /** Accounts whose trail delivered a record of this incident: the ones that are ours. */
  readonly recipients: readonly string[];
  /** How far the use of the key spreads, over the whole incident. */
  readonly spread: Spread;
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
      return `named ${key.accountId ?? ''} ${key.region ?? ''} ${short(key.name)}`;
    case 'unknown':
      return `unknown ${event.recipientAccountId ?? ''} ${short(event.region ?? '')} ${short(operation.eventSource ?? '')}`;
  }
}

/** A name as it is; one that is longer than any name of AWS's, by its digest. */
const short = (name: string): string => (name.length <= 256 ? name : digest(name, 43));

/** What makes two findings the same facet: caller, operation and what the severity table makes of them. */
export function facetKeyOf(finding: Finding): string {
  const { caller, operation } = finding;
  return `${caller.facet}\n${operation.eventSource}\n${operation.name}\n${useOf(finding)}`;
}

/** The same, short whatever the caller calls itself. */
export const facetIdOf = (facetKey: string): string => digest(facetKey, 16);

/** A short text that stands for a long one. */
export const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, length);
