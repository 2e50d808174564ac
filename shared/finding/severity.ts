import { isEnableKey } from '../kms/operation-class.ts';
import type { TimeLeft } from '../kms/time-left.ts';
import type { Finding } from './finding.ts';

/** How much a person should care, from "read it tomorrow" to "get up". In this order. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The rows of the table: what was refused, and to whom. */
export type Use = keyof typeof SEVERITY_TABLE;

const columns = (moreThan7Days: Severity, upTo7Days: Severity, upTo72Hours: Severity, unknown: Severity) =>
  ({
    'more-than-7-days': moreThan7Days,
    'up-to-7-days': upTo7Days,
    'up-to-72-hours': upTo72Hours,
    unknown,
  }) satisfies Record<TimeLeft, Severity>;

/** The one table of severities. docs/severity.md prints it, held equal by a test. */
export const SEVERITY_TABLE = {
  'cryptographic by a workload or service; CreateGrant by a service': columns('high', 'high', 'critical', 'high'),
  'cryptographic by a person (SSO, IAM user, root)': columns('medium', 'high', 'critical', 'high'),
  'cryptographic by an inventory reader': columns('low', 'medium', 'high', 'medium'),
  'other delegation': columns('medium', 'medium', 'high', 'medium'),
  'EnableKey refused': columns('medium', 'high', 'critical', 'high'),
  'other management': columns('low', 'low', 'medium', 'low'),
  "still refused after the guard's own cancel": columns('high', 'high', 'high', 'high'),
  'unconfirmed message': columns('low', 'low', 'medium', 'low'),
  'record that could not be read': columns('high', 'high', 'high', 'high'),
} as const;

/** The row that a finding belongs to. */
export function useOf(finding: Pick<Finding, 'operation' | 'caller' | 'byService' | 'rejection' | 'keyState'>): Use {
  const { operation, caller } = finding;
  if (finding.rejection !== undefined) return 'record that could not be read';
  if (!operation.confirmed) return 'unconfirmed message';
  if (finding.keyState === 'Disabled') return "still refused after the guard's own cancel";
  switch (operation.class) {
    case 'cryptographic':
      if (caller.kind === 'person') return 'cryptographic by a person (SSO, IAM user, root)';
      if (caller.kind === 'inventory') return 'cryptographic by an inventory reader';
      return 'cryptographic by a workload or service; CreateGrant by a service';
    case 'delegation':
      return operation.name === 'CreateGrant' && finding.byService
        ? 'cryptographic by a workload or service; CreateGrant by a service'
        : 'other delegation';
    case 'management':
      return isEnableKey(operation.eventSource, operation.name) ? 'EnableKey refused' : 'other management';
  }
}

/** What raises a severity by one step, whatever the row. */
export interface Spread {
  /** Different callers of the key. */
  readonly callers: number;
  /** From the first refusal to the last, in milliseconds. */
  readonly lastsMs: number;
}

const DAY_MS = 24 * 3_600_000;

/**
 * The severity of one use. One step up for three or more callers or for use that goes on for more than 24 hours; volume
 * raises nothing (it may be one retry loop) and a single call lowers nothing (the month-end batch calls once).
 */
export function severityOf(use: Use, timeLeft: TimeLeft, spread: Spread): Severity {
  const base = SEVERITY_TABLE[use][timeLeft];
  return spread.callers >= 3 || spread.lastsMs > DAY_MS ? oneStepUp(base) : base;
}

/** The gravest of several uses. */
export const severityOfUses = (uses: readonly Use[], timeLeft: TimeLeft, spread: Spread): Severity =>
  uses.map((use) => severityOf(use, timeLeft, spread)).reduce(graver, 'low');

/** The graver of two. */
export const graver = (one: Severity, other: Severity): Severity => (rank(one) >= rank(other) ? one : other);

/** Place in {@link SEVERITIES}, from 0. */
export const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

const oneStepUp = (severity: Severity): Severity => SEVERITIES[rank(severity) + 1] ?? severity;
