import { ageOf, DAY_MS } from '../ages.ts';
import { type Check, pass, type Verdict, warn } from '../check.ts';
import type { Facts, FunctionFacts } from '../facts.ts';
import { deployAgain } from '../fixes.ts';
import { whereThere } from '../verdicts.ts';

/** A deprecated runtime goes on running, without patches, until the function can no longer be updated. */
export const functionRuntime: Check = {
  id: 'function-runtime',
  title: 'The runtime of the functions is supported',
  meaning: 'The function goes on, but a fault of its runtime is not mended any more, and at last it cannot be updated.',
  concerns: 'seeing',
  changedBy: ['UpdateFunctionConfiguration20150331v2'],
  judge,
};

// Deprecation, and from when on functions cannot be updated. Source: Lambda Developer Guide, "Lambda runtimes".
const DATES: ReadonlyMap<string, readonly [deprecated: string, updateBlocked: string]> = new Map([
  ['nodejs20.x', ['2026-04-30', '2026-09-30']],
  ['nodejs22.x', ['2027-04-30', '2027-07-01']],
  ['nodejs24.x', ['2028-04-30', '2028-07-01']],
]);
/** The oldest that the table has; what is older has been deprecated for long. */
const OLDEST = 20;
const NOTICE_MS = 90 * DAY_MS;

function judge(facts: Facts): Verdict {
  const detect = whereThere(facts.detectKeyUse, 'the function', 'function-runs');
  if (!detect.there) return detect.verdict;
  const others = [facts.checkBlindSpots, facts.slack?.function].flatMap((its) =>
    its?.known && its.value !== 'missing' ? [its.value] : [],
  );
  const old = [detect.value, ...others].flatMap((its) => worry(its, facts.now) ?? []);
  const update = deployAgain('deploy the newest version of the package, which brings a runtime that is supported');
  return old.length > 0 ? warn(old.join('; '), update) : pass(`it is ${detect.value.runtime ?? 'not named by AWS'}`);
}

function worry({ name, runtime = '' }: FunctionFacts, now: Date): string | undefined {
  const dates = DATES.get(runtime);
  const major = Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1] ?? Number.NaN);
  if (dates === undefined)
    return major < OLDEST ? `function ${name} runs on ${runtime}, which was deprecated long ago` : undefined;
  const [deprecated, updateBlocked] = dates;
  if (ageOf(new Date(updateBlocked), now) >= 0)
    return `function ${name} runs on ${runtime}, deprecated since ${deprecated}; it cannot be updated since ${updateBlocked}`;
  if (ageOf(new Date(deprecated), now) >= 0)
    return `function ${name} runs on ${runtime}, deprecated since ${deprecated}`;
  return ageOf(new Date(deprecated), now) >= -NOTICE_MS
    ? `function ${name} runs on ${runtime}, which is deprecated from ${deprecated} on`
    : undefined;
}
