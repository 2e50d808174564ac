import { forJson } from '../../shared/alert/inert.ts';
import type { Examined } from '../../shared/blind-spots/check.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { OUTPUTS } from '../../shared/contract/names.ts';
import { EXIT } from '../exit-codes.ts';
import { missingRights } from './missing-rights.ts';
import { type ReportedFix, reportedFix } from './reported-fix.ts';

/**
 * What `doctor --format json` prints: every check of a deployment, worst first. Times are ISO 8601 in UTC. Texts hold names as AWS
 * gave them, bounded and without control characters, but otherwise anybody's words: escape them before you show them anywhere.
 */
export interface DoctorReport {
  readonly schemaVersion: '0.1';
  /** When the facts were read. */
  readonly at: string;
  /** Name of the stack that was looked at. */
  readonly stack: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  /** Version of the program that asks. */
  readonly packageVersion: string;
  /** Version that is deployed, where the stack says it. */
  readonly deployedVersion?: string;
  /** Failed ones first, then unknown, then warnings, then passes. */
  readonly checks: readonly DoctorCheck[];
  /** Rights that would turn unknowns into answers, such as `cloudtrail:GetTrailStatus`; sorted. */
  readonly missingRights: readonly string[];
  readonly sums: DoctorSums;
  /** The exit code that this comes to. */
  readonly exit: DoctorExit;
}

/** One check with its verdict. */
export type DoctorCheck = PassedCheck | FailedCheck | UnknownCheck;

export interface PassedCheck extends CheckBase {
  readonly state: 'pass';
  /** What was found. */
  readonly found: string;
}

/** `fail`: use of a key pending deletion is not told, or may not be. `warn`: something is amiss that loses no detection now. */
export interface FailedCheck extends CheckBase {
  readonly state: 'fail' | 'warn';
  /** What was found. */
  readonly found: string;
}

/** It could not be judged. */
export interface UnknownCheck extends CheckBase {
  readonly state: 'unknown';
  /** Why not. */
  readonly reason: string;
  /** The right that is missing, where that is why. */
  readonly missingRight?: string;
}

/** What every check has. */
export interface CheckBase {
  /** Stable name of the check. */
  readonly id: string;
  readonly title: string;
  /** What it means for detection while it fails. */
  readonly meaning: string;
  /** What to do about it, in order; none for what passed or is unknown. */
  readonly fixes: readonly ReportedFix[];
}

/** How many checks came to what; `checks` is the sum of the other four. */
export interface DoctorSums {
  readonly checks: number;
  readonly failed: number;
  readonly unknown: number;
  readonly warned: number;
  readonly passed: number;
}

/** 0: no check failed; 10: at least one did; 11: none did, but not all passed, under --strict. */
export type DoctorExit = 0 | 10 | 11;

/** Makes the report of facts that have been judged. */
export function doctorReport(facts: Facts, examined: readonly Examined[], strict: boolean): DoctorReport {
  const { now, stack, region, accountId, packageVersion } = facts;
  const deployedVersion = stack.outputs[OUTPUTS.version];
  const sums = sumsOf(examined);
  return {
    schemaVersion: '0.1',
    at: now.toISOString(),
    stack: forJson(stack.name),
    region: forJson(region),
    accountId: forJson(accountId),
    packageVersion,
    ...(deployedVersion === undefined ? {} : { deployedVersion: forJson(deployedVersion) }),
    checks: examined.map(checkOf),
    missingRights: missingRights(facts, examined),
    sums,
    exit: exitOf(sums, strict),
  };
}

function checkOf({ check, verdict }: Examined): DoctorCheck {
  const { id, title, meaning } = check;
  switch (verdict.state) {
    case 'pass':
      return { id, title, state: 'pass', found: forJson(verdict.found), meaning, fixes: [] };
    case 'warn':
    case 'fail': {
      const fixes = verdict.fixes.map(reportedFix);
      return { id, title, state: verdict.state, found: forJson(verdict.found), meaning, fixes };
    }
    case 'unknown': {
      const right = verdict.right === undefined ? {} : { missingRight: forJson(verdict.right) };
      return { id, title, state: 'unknown', reason: forJson(verdict.reason), ...right, meaning, fixes: [] };
    }
  }
}

function sumsOf(examined: readonly Examined[]): DoctorSums {
  const sum = (state: Examined['verdict']['state']) => examined.filter(({ verdict }) => verdict.state === state).length;
  return {
    checks: examined.length,
    failed: sum('fail'),
    unknown: sum('unknown'),
    warned: sum('warn'),
    passed: sum('pass'),
  };
}

function exitOf({ failed, unknown, warned }: DoctorSums, strict: boolean): DoctorExit {
  if (failed > 0) return EXIT.checkFailed.code;
  return strict && unknown + warned > 0 ? EXIT.warnings.code : EXIT.done.code;
}
