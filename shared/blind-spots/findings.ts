import { type Fix, fail, pass, type Verdict, warn } from './check.ts';

/** One thing that is amiss, of several that a check may find. */
export interface Fault {
  readonly grave: boolean;
  readonly found: string;
  readonly fixes: readonly Fix[];
}

/** A fault by which use of a key may not be told. */
export const grave = (found: string, ...fixes: readonly Fix[]): Fault => ({ grave: true, found, fixes });

/** One that loses nothing now. */
export const slight = (found: string, ...fixes: readonly Fix[]): Fault => ({ grave: false, found, fixes });

/** The verdict on all faults of a check: each is named, and the gravest decides. */
export function verdictOn(faults: readonly Fault[], otherwise: string): Verdict {
  if (faults.length === 0) return pass(otherwise);
  const found = faults.map((fault) => fault.found).join('; ');
  const fixes = faults.flatMap((fault) => fault.fixes);
  return faults.some((fault) => fault.grave) ? fail(found, ...fixes) : warn(found, ...fixes);
}
