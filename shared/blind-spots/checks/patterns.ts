import { RESCUE_PATTERN } from '../../contract/filter-patterns.ts';
import { type Check, fail, pass, unknown, type Verdict, warn } from '../check.ts';
import { expectedPattern } from '../deployed-settings.ts';
import { DETECTIONS, type Detection } from '../detection.ts';
import type { Facts, PatternTest } from '../facts.ts';
import { SAMPLES, type Sample } from '../sample-records.ts';
import { listed, unread } from '../verdicts.ts';

/** Source: CloudWatch Logs API Reference, TestMetricFilter: the one true evaluator of patterns. */
export const patterns: Check = {
  id: 'patterns',
  title: 'CloudWatch Logs reads our patterns as we do',
  meaning: 'Records of the use of a key pass the filters unseen.',
  concerns: 'seeing',
  changedBy: [],
  judge,
};

/** A pattern, and what a sample says that it must match it. */
interface Tested extends Pick<Detection, 'pattern'> {
  readonly name: Sample['matches'][number];
}

/** Streams in modes that cancel; no metric filter has it. */
const RESCUE: Tested = { name: 'rescue', pattern: RESCUE_PATTERN };

function judge({ patternTests, stack }: Facts): Verdict {
  if (!patternTests.known) return unread(patternTests);
  const deployed = expectedPattern(stack) === RESCUE_PATTERN ? [...DETECTIONS, RESCUE] : DETECTIONS;
  const results = deployed.map((tested) => resultOf(tested, patternTests.value));
  const untested = results.find(({ tested }) => !tested);
  if (untested !== undefined) return unknown(`CloudWatch Logs was not asked about the ${untested.name} pattern`);
  const missed = results.flatMap(({ name, missed }) =>
    missed.map((sample) => `the ${name} pattern misses "${sample}"`),
  );
  if (missed.length > 0) return fail(listed(missed), TELL_US);
  const extra = results.flatMap(({ name, extra }) => extra.map((sample) => `the ${name} pattern matches "${sample}"`));
  if (extra.length > 0) return warn(listed(extra), TELL_US);
  const all = results.length === 2 ? 'both' : `all ${results.length}`;
  return pass(`${all} patterns match what they should of ${SAMPLES.length} samples, and nothing else`);
}

function resultOf({ name, pattern }: Tested, tests: readonly PatternTest[]) {
  const test = tests.find((each) => each.pattern === pattern);
  const matched = test?.matched ?? [];
  const wanted = SAMPLES.filter(({ matches }) => matches.includes(name)).map((sample) => sample.name);
  return {
    name,
    tested: test !== undefined,
    missed: wanted.filter((sample) => !matched.includes(sample)),
    extra: matched.filter((sample) => !wanted.includes(sample)),
  };
}

const TELL_US = {
  title:
    'this needs a new version of the package: see whether there is one, and report it with the text above otherwise',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html',
};
