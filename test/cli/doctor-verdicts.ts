import { type Check, fail, pass, unknown, type Verdict, warn } from '../../shared/blind-spots/check.ts';

/** A check that comes to this whatever the facts are. */
export const aCheck = (id: string, verdict: Verdict, changes: Partial<Check> = {}): Check => ({
  id,
  title: `The ${id.replaceAll('-', ' ')} is well`,
  meaning: 'No record arrives: no use of any key is seen.',
  concerns: 'seeing',
  changedBy: [],
  judge: () => verdict,
  ...changes,
});

export const PASSES: readonly Check[] = ['trail', 'log-group', 'metric-filters', 'alarms'].map((id) =>
  aCheck(id, pass(`${id} is there`)),
);
export const FAILS = aCheck(
  'trail-delivers',
  fail(
    'trail management has not been logging since Sun 22 Nov 2026 02:10 UTC',
    {
      title: 'start it',
      command:
        'aws cloudtrail start-logging --region eu-west-1 --name arn:aws:cloudtrail:eu-west-1:111122223333:trail/management',
    },
    {
      title: 'or read about it',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html',
    },
  ),
);
export const WARNS = aCheck('version', warn('0.1.0 is deployed, this is 0.2.0', { title: 'deploy this version' }));
export const UNKNOWN = aCheck('topic-keys', unknown('AWS does not allow it (AccessDenied)', 'kms:GetKeyPolicy'));
