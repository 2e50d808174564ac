import { type Check, fail, pass, type Verdict, warn } from '../check.ts';
import type { Facts } from '../facts.ts';
import { recordAll } from '../trail/put-selectors.ts';
import { type Recording, recordingsOf } from '../trail/recording.ts';
import { type Recorded, union } from '../trail/selectors.ts';
import { listed } from '../verdicts.ts';

/** Source: CloudTrail User Guide, "Logging management events". */
export const trailRecordsKms: Check = {
  id: 'trail-records-kms',
  title: 'The trail records reads and writes of KMS',
  meaning: 'Use of a key leaves no record, as the trail leaves such calls out.',
  concerns: 'seeing',
  changedBy: ['PutEventSelectors', 'UpdateTrail', 'CreateTrail'],
  judge,
};

function judge(facts: Facts): Verdict {
  const read = recordingsOf(facts);
  if ('state' in read) return read;
  const { recordings } = read;
  const together = union(recordings.map(({ recorded }) => recorded));
  const names = listed(recordings.map(({ trail }) => `trail ${trail.name}`));
  if (isWhole(together)) return pass(`${names} records all management events of KMS`);
  // What is not known may make up for it.
  if (read.unread !== undefined) return read.unread;
  const found = `${names} ${lacks(together)}`;
  return together.reads === 'none' || together.writes === 'none'
    ? fail(found, ...fixesFor(recordings))
    : warn(found, ...fixesFor(recordings));
}

/** Whether neither reads nor writes are left out, in whole or in part. */
export const isWhole = ({ reads, writes }: Recorded): boolean => reads === 'whole' && writes === 'whole';

/** What is left out, after the name of who leaves it out. */
export function lacks({ management, kms, reads, writes }: Recorded): string {
  if (!management) return 'records no management events';
  if (!kms) return 'leaves out KMS';
  if (reads === 'none' && writes === 'none') return 'records no call of KMS that a key pending deletion refuses';
  if (reads === 'none') return 'is write-only: Decrypt and Encrypt are read events';
  if (writes === 'none') return 'is read-only: CreateGrant and TagResource are write events';
  return 'records only some calls of KMS, by further conditions of its selectors';
}

function fixesFor(recordings: readonly Recording[]) {
  const [first] = recordings.toSorted(
    (one, other) => Number(other.trail.isMultiRegion) - Number(one.trail.isMultiRegion),
  );
  return first === undefined ? [] : recordAll(first.trail);
}
