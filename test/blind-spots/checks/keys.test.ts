import { describe, expect, it } from '@jest/globals';
import { ownKeys } from '../../../shared/blind-spots/checks/own-keys.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { keysUsedBy } from '../../../shared/blind-spots/own-keys.ts';
import { healthyAccount, NAMES } from '../../builders/account.ts';
import { withFunction, withKey, withLogGroup, withSelfCheck, withTopic, withTrail } from '../breaking.ts';
import { asItIs, judges } from './situations.ts';

const KEY = NAMES.topicKeyArn;

// KMS Developer Guide, "Key states of AWS KMS keys".
describe('own-keys', () => {
  judges(ownKeys, [
    ['all can be used', asItIs, 'pass'],
    ['none', (facts) => withTrail(facts, { keyId: undefined }), 'pass', 'nothing lies under a key'],
    [
      'pending deletion',
      (facts) =>
        withKey(facts, NAMES.trailKeyArn, { state: 'PendingDeletion', deletionDate: new Date('2026-11-28T14:02:00Z') }),
      'fail',
      'trail management',
      'Sat 28 Nov 2026 14:02 UTC',
      `aws kms cancel-key-deletion --region eu-west-1 --key-id ${NAMES.trailKeyArn}`,
      `aws kms enable-key --region eu-west-1 --key-id ${NAMES.trailKeyArn}`,
    ],
    [
      'waiting for its replicas',
      (facts) => withKey(facts, NAMES.trailKeyArn, { state: 'PendingReplicaDeletion' }),
      'fail',
      'cancel-key-deletion',
    ],
    [
      'disabled',
      (facts) => withKey(facts, NAMES.trailKeyArn, { state: 'Disabled' }),
      'fail',
      'enable-key',
      /^(?!.*cancel-key-deletion)/s,
    ],
    [
      'its store is gone',
      (facts) => withKey(facts, NAMES.trailKeyArn, { state: 'Unavailable' }),
      'fail',
      'describe-key',
    ],
    ['its material is gone', (facts) => withKey(facts, NAMES.trailKeyArn, { state: 'PendingImport' }), 'fail'],
    ['being updated', (facts) => withKey(facts, NAMES.trailKeyArn, { state: 'Updating' }), 'pass'],
    ['gone', (facts) => ({ ...facts, keys: { [NAMES.trailKeyArn]: fact('missing') } }), 'fail', 'is gone'],
    [
      'an ARN of no strict form: no command',
      (facts) => withKey(withTrail(facts, { keyId: 'arn:aws:kms:x' }), 'arn:aws:kms:x', { state: 'Disabled' }),
      'fail',
      /^(?!.*"command")/s,
    ],
    ['not read', (facts) => ({ ...facts, keys: {} }), 'unknown', 'trail management'],
    [
      'one that is disabled beside one that is not known',
      (facts) => withKey(withLogGroup({ ...facts, keys: {} }, { keyId: KEY }), KEY, { state: 'Disabled' }),
      'fail',
      'log group',
    ],
    [
      "the trail's bucket is another account's",
      (facts) => ({ ...facts, bucketKeys: { [NAMES.bucket]: notKnown('of another account') } }),
      'unknown',
      'of another account',
    ],
    [
      'a topic that cannot be read',
      (facts) => ({ ...facts, alertTopic: notKnown('no right', 'sns:GetTopicAttributes') }),
      'unknown',
      'sns:GetTopicAttributes',
    ],
  ]);
});

describe('the keys that are read', () => {
  it('are those of all that the guard depends on, each once, topics marked', () => {
    const account = withSelfCheck(
      withFunction(
        withLogGroup(withTopic(healthyAccount(), 'alertTopic', { keyId: 'alias/aws/sns' }), { keyId: KEY }),
        { keyId: KEY },
      ),
      { keyId: 'own' },
    );
    const uses = keysUsedBy({
      ...account,
      table: fact({ status: 'ACTIVE', keyId: 'table-key' }),
      failureQueue: fact({ messages: 0, keyId: 'queue-key' }),
      bucketKeys: { [NAMES.bucket]: fact('bucket-key') },
    });

    expect(uses).toEqual([
      { keyId: NAMES.trailKeyArn, of: 'trail management', isTopic: false },
      { keyId: 'bucket-key', of: `bucket ${NAMES.bucket}`, isTopic: false },
      { keyId: KEY, of: 'log group, environment of detect-key-use', isTopic: false },
      { keyId: 'alias/aws/sns', of: 'alert topic', isTopic: true },
      { keyId: 'table-key', of: 'incident table', isTopic: false },
      { keyId: 'queue-key', of: 'failure queue', isTopic: false },
      { keyId: 'own', of: 'environment of check-blind-spots', isTopic: false },
    ]);
  });

  it('are not those of a trail that feeds another log group', () => {
    expect(keysUsedBy(withTrail(healthyAccount(), { logGroupArn: 'arn:aws:logs:x' }))).toEqual([]);
  });
});
