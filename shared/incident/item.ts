import type { Caller } from '../finding/caller.ts';
import type { DataItem } from '../finding/data.ts';
import type { Finding } from '../finding/finding.ts';
import type { KeyRef } from '../finding/key.ts';
import type { Severity, Use } from '../finding/severity.ts';
import { bounded } from './bounded.ts';
import type { HiddenBy } from './hidden.ts';
import type { Rescue } from './rescue.ts';

/** Callers and operations that are remembered one by one; the rest are summed. */
export const MOST_FACETS = 50;
/** Batches that are known again when they are delivered again. */
export const MOST_BATCHES = 200;
/** Alerts that may wait to be sent; then new callers wait as facets that were not told. */
export const MOST_CLAIMS = 8;

/**
 * All that is remembered of one key between invocations: one item of the table. Times are milliseconds since 1970. Texts out of
 * records are bounded, so that an item stays far below DynamoDB's 400 KB.
 */
export interface IncidentItem {
  /** Identity of the incident: the key ARN, where it is known. */
  readonly id: string;
  /** Raised by one with every write; 0 has never been written. The optimistic lock. */
  readonly version: number;
  /** Of a drill: told once, and forgotten soon. */
  readonly drill: boolean;
  readonly key: KeyRef;
  readonly openedAt: number;
  /** When the key was read in a state that is not pending any more. */
  readonly closedAt: number | undefined;
  /** The gravest finding, a hidden one while all of them are; undefined before the first. */
  readonly lead: Finding | undefined;
  /** The gravest of the facets that no alert has named, to tell them by. */
  readonly freshLead: Finding | undefined;
  readonly facets: readonly FacetTally[];
  readonly others: Others;
  /** Findings that are not hidden, in all. */
  readonly count: number;
  readonly firstSeen: number | undefined;
  readonly lastSeen: number | undefined;
  readonly data: readonly DataItem[];
  readonly recipients: readonly string[];
  readonly hidden: readonly HiddenTally[];
  /** When the first of the hidden findings that are still to be summed up was counted. */
  readonly hiddenSince: number | undefined;
  readonly window: CountingWindow;
  /** The gravest that the incident has been. */
  readonly severity: Severity | undefined;
  /** How many of {@link MARKS} before the end have been passed. */
  readonly marksPassed: number;
  /** Hours before the end for which the reminder has been claimed, or the incident had begun too late. */
  readonly reminded: readonly number[];
  readonly learned: Learned;
  /** Ids of the batches that are in the counts, oldest first. */
  readonly batches: readonly string[];
  /** Calls across accounts that are in the counts, oldest first: digests, those of a named caller with a `+`. */
  readonly sharedCalls: readonly string[];
  /** Alerts that are claimed and not confirmed, oldest first. */
  readonly outbox: readonly Claim[];
  /** What is remembered of saving the key without a person; undefined: nothing was found that calls for it. */
  readonly rescue: Rescue | undefined;
}

/** One caller and operation, counted. */
export interface FacetTally {
  readonly id: string;
  /** `shown`: what silences hold their globs against; undefined where none covers the caller. */
  readonly caller: Pick<Caller, 'name' | 'facet'> & { readonly shown: string | undefined };
  readonly operation: Finding['operation'];
  readonly use: Use;
  readonly count: number;
  /** Not claimed by any alert yet; when the first and the last of these was. */
  readonly pending: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** An alert that names it has been claimed. */
  readonly told: boolean;
}

/** All facets beyond {@link MOST_FACETS}. */
export interface Others {
  readonly count: number;
  readonly pending: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** How many they are at the least: the most that one batch brought. */
  readonly atLeast: number;
}

/** Findings that one silence or setting hides. */
export interface HiddenTally {
  readonly hiddenBy: HiddenBy;
  readonly count: number;
  /** Not summed up yet. */
  readonly pending: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** The interval in which repeats are only counted. */
export interface CountingWindow {
  /** Which interval of the policy; see {@link Policy}. */
  readonly step: number;
  /** When the last count was claimed; undefined before the first alert. */
  readonly since: number | undefined;
  /** When the next one is due, if there is anything to count. */
  readonly dueAt: number;
}

/** What was read of the key. */
export interface Learned {
  /** When it was tried last; undefined: never. */
  readonly at: number | undefined;
  /** When DescribeKey answered last. */
  readonly readAt: number | undefined;
  readonly state: string | undefined;
  readonly deletionDate: number | undefined;
  readonly scheduledBy: { readonly principal: string; readonly time: number } | undefined;
  readonly alias: string | undefined;
}

/** Why an alert is sent. In the order in which they go when not all of them may. */
export const CLAIM_KINDS = ['first', 'rescue', 'reminder', 'facet', 'digest', 'hidden', 'dry-run'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

/** An alert that must go out: written before it is sent, removed after. */
export interface Claim {
  /** Identity of the alert. */
  readonly id: string;
  readonly kind: ClaimKind;
  /** When it was claimed. Whoever claimed it has a while to send it. */
  readonly at: number;
  /** Given back: whoever comes next may send it at once. */
  readonly released: boolean;
  /** The batch that it was claimed for, if one was. */
  readonly batch: string | undefined;
  /** The summary that it is part of, if it is. */
  readonly summary: string | undefined;
  /** The finding to tell it by, where that is not the incident's. */
  readonly lead: Finding | undefined;
  /** Findings by facet, in all facets that this alert counts. */
  readonly counts: readonly { readonly facet: string; readonly count: number; readonly isNew: boolean }[];
  /** Findings of facets beyond {@link MOST_FACETS} that it counts. */
  readonly othersCount: number;
  readonly count: number;
  readonly firstSeen: number | undefined;
  readonly lastSeen: number | undefined;
  /** Since when `count` was counted; undefined in the first alert. */
  readonly since: number | undefined;
  /** All of the incident by then, and when the first and the last of them was. */
  readonly total: number;
  readonly totalSince: number | undefined;
  readonly totalLast: number | undefined;
  /** In a sum of hidden findings: what hid how many. */
  readonly hidden: readonly { readonly hiddenBy: HiddenBy; readonly count: number }[];
}

/** Hours before the end of a key at which the counting starts over with short intervals; the last two bring a reminder. */
export const MARKS = [168, 72, 24] as const;
export const REMINDERS = [72, 24] as const;

/** Lengths of the intervals in which repeats are only counted, in milliseconds; the last one goes on. */
export interface Policy {
  readonly intervals: readonly [number, ...number[]];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** 15 minutes (or what the setting says), 1 h, 6 h, 24 h; none shorter than the one before. */
export function policyOf(windowMinutes = 15): Policy {
  const first = windowMinutes * MINUTE;
  return { intervals: [first, ...[HOUR, 6 * HOUR, 24 * HOUR].map((next) => Math.max(first, next))] };
}

/** An incident of a key of which nothing has been counted. */
export function openIncident(id: string, key: KeyRef, now: number, drill = false): IncidentItem {
  return {
    id,
    version: 0,
    drill,
    key: bounded(key),
    openedAt: now,
    closedAt: undefined,
    lead: undefined,
    freshLead: undefined,
    facets: [],
    others: { count: 0, pending: 0, first: undefined, last: undefined, atLeast: 0 },
    count: 0,
    firstSeen: undefined,
    lastSeen: undefined,
    data: [],
    recipients: [],
    hidden: [],
    hiddenSince: undefined,
    window: { step: 0, since: undefined, dueAt: now },
    severity: undefined,
    marksPassed: 0,
    reminded: [],
    learned: NOTHING_LEARNED,
    batches: [],
    sharedCalls: [],
    outbox: [],
    rescue: undefined,
  };
}

export const NOTHING_LEARNED: Learned = {
  at: undefined,
  readAt: undefined,
  state: undefined,
  deletionDate: undefined,
  scheduledBy: undefined,
  alias: undefined,
};

/** Findings that no alert has claimed yet. */
export const pendingOf = ({ facets, others }: IncidentItem): number =>
  facets.reduce((sum, { pending }) => sum + pending, others.pending);

/** When the first and the last of them was, where that is known. */
export function pendingTimes({ facets, others }: IncidentItem): {
  first: number | undefined;
  last: number | undefined;
} {
  const pending = [...facets, others];
  return { first: earliest(...pending.map(({ first }) => first)), last: latest(...pending.map(({ last }) => last)) };
}

/** The least of the times that are known. */
export const earliest = (...times: readonly (number | undefined)[]): number | undefined => ordered(times).at(0);
/** The greatest of them. */
export const latest = (...times: readonly (number | undefined)[]): number | undefined => ordered(times).at(-1);

const ordered = (times: readonly (number | undefined)[]): number[] =>
  times.filter((time) => time !== undefined).sort((one, other) => one - other);
