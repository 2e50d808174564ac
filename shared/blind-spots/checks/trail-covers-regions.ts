import { type Check, fail, pass, type Verdict } from '../check.ts';
import type { Facts, TrailFacts } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { recordAll } from '../trail/put-selectors.ts';
import { type Recording, recordingsOf } from '../trail/recording.ts';
import { union } from '../trail/selectors.ts';
import { listed, unread } from '../verdicts.ts';
import { isWhole, lacks } from './trail-records-kms.ts';

/** Source: CloudTrail User Guide, "Understanding multi-Region trails": a single-Region trail sees its own Region alone. */
export const trailCoversRegions: Check = {
  id: 'trail-covers-regions',
  title: 'The trail covers every Region with customer keys',
  meaning: 'Use of keys in the Regions that are not covered is not seen.',
  concerns: 'seeing',
  changedBy: ['UpdateTrail', 'CreateTrail', 'DeleteTrail', 'PutEventSelectors'],
  judge,
};

function judge(facts: Facts): Verdict {
  const read = recordingsOf(facts);
  if ('state' in read) return read;
  // Regions are the trails' own, selectors or no selectors: a trail whose selectors are not known still has them.
  const { recordings } = read;
  const multi = recordings.filter(({ trail }) => trail.isMultiRegion);
  if (multi.length === 0) return read.unread ?? onlyOneRegion(facts, recordings);
  return worseElsewhere(facts, multi, recordings) ?? covered(multi);
}

const covered = (multi: readonly Recording[]): Verdict =>
  pass(`${listed(multi.map(({ trail }) => `trail ${trail.name}`))} is multi-Region`);

/** A multi-Region trail that leaves out what a single-Region trail makes up for here, and nothing elsewhere. */
function worseElsewhere(
  { region }: Facts,
  multi: readonly Recording[],
  recordings: readonly Recording[],
): Verdict | undefined {
  const elsewhere = union(multi.map(({ recorded }) => recorded));
  if (isWhole(elsewhere) || !isWhole(union(recordings.map(({ recorded }) => recorded)))) return undefined;
  const [first] = multi;
  return fail(
    `outside ${region} only ${listed(multi.map(({ trail }) => `trail ${trail.name}`))} is there, and it ${lacks(elsewhere)}`,
    ...(first === undefined ? [] : recordAll(first.trail)),
  );
}

function onlyOneRegion({ otherRegions, region }: Facts, recordings: readonly Recording[]): Verdict {
  const fixes = recordings.slice(0, 1).map(({ trail }) => makeMultiRegion(trail));
  if (otherRegions === undefined) return fail(`no trail of the log group covers a Region besides ${region}`, ...fixes);
  if (!otherRegions.known) return unread(otherRegions, `the trail covers ${region} alone, and what other Regions hold`);
  const uncovered = otherRegions.value.filter(({ customerKeys }) => customerKeys > 0);
  return uncovered.length === 0
    ? pass(`the trail covers ${region} alone, and no other Region has customer keys`)
    : fail(
        `the trail covers ${region} alone; customer keys are in ${listed(uncovered.map((other) => `${other.region} (${other.customerKeys})`))} as well`,
        ...fixes,
      );
}

const makeMultiRegion = ({ arn, homeRegion }: TrailFacts) => {
  const fix = byAws('make the trail multi-Region', 'cloudtrail', 'update-trail', homeRegion, { '--name': arn });
  return fix.command === undefined ? fix : { ...fix, command: `${fix.command} --is-multi-region-trail` };
};
