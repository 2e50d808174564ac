/**
 * A CloudTrail record as text, and which patterns of shared/contract/filter-patterns.ts must match it; `rescue` is the pattern that
 * streams in modes that cancel.
 */
export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly matches: readonly ('documented' | 'wide' | 'rescue')[];
}

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const MULTI_REGION_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';

const sample = (name: string, matches: Sample['matches'], fields: Readonly<Record<string, unknown>>): Sample => ({
  name,
  matches,
  text: JSON.stringify({
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: 'Alice' },
    eventTime: '2026-11-22T03:11:40Z',
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    awsRegion: 'eu-west-1',
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    ...fields,
  }),
});

const refused = (message: string) => ({ errorCode: 'KMSInvalidStateException', errorMessage: message });

/**
 * What CloudWatch Logs itself is asked about, by TestMetricFilter, which takes at most 50 messages. The texts are those of the KMS
 * Developer Guide, "Key states of AWS KMS keys", footnotes 1 to 5; the S3 data event has the shape of one that was seen.
 */
export const SAMPLES: readonly Sample[] = [
  sample('use of a key pending deletion', ['documented', 'wide', 'rescue'], refused(`${KEY} is pending deletion.`)),
  sample('the same with DisabledException', ['documented', 'wide', 'rescue'], {
    errorCode: 'DisabledException',
    errorMessage: `${KEY} is pending deletion.`,
  }),
  sample('pending replica deletion', ['wide', 'rescue'], refused(`${MULTI_REGION_KEY} is pending replica deletion.`)),
  sample(
    'both states in one text',
    ['wide', 'rescue'],
    refused(`${KEY} is pending deletion (or pending replica deletion).`),
  ),
  sample('refused to Amazon S3', ['wide', 'rescue'], {
    eventSource: 's3.amazonaws.com',
    eventName: 'CopyObject',
    errorCode: 'KMS.KMSInvalidStateException',
    errorMessage: `${KEY} is pending deletion.`,
  }),
  sample('a key that is not pending deletion', [], {
    eventName: 'CancelKeyDeletion',
    ...refused(`${KEY} is not pending deletion (or pending replica deletion).`),
  }),
  sample('a key pending import', [], refused(`${KEY} is pending import.`)),
  sample('a disabled key', ['rescue'], { errorCode: 'DisabledException', errorMessage: `${KEY} is disabled.` }),
  sample('a disabled key, told by Amazon S3', [], {
    eventSource: 's3.amazonaws.com',
    eventName: 'CopyObject',
    errorCode: 'KMS.DisabledException',
    errorMessage: `${KEY} is disabled.`,
  }),
  sample('a call that succeeded', [], { responseElements: null }),
];
