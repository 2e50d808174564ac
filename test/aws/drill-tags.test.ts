import { expect, it } from '@jest/globals';
import { hasTagOfDrill } from '../../shared/aws/drill-tags.ts';
import { guardClients } from '../../shared/aws/guard-clients.ts';
import { aPendingKey } from '../builders/blind-spot.ts';
import { KEY } from '../builders/record.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const PATIENCE = { maxAttempts: 1, connectionTimeout: 500, requestTimeout: 1000 };
const isDrill = () =>
  hasTagOfDrill(
    guardClients({ region: 'us-east-1', profile: undefined }, PATIENCE),
    aPendingKey(),
    AbortSignal.timeout(3000),
  );
const tags = (...pairs: readonly (readonly [string, string])[]) =>
  json({ Tags: pairs.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false });

// Source: KMS API Reference, ListResourceTags.
it.each([
  ['the tag of a drill', tags(['team', 'ledger'], ['kms-deletion-guard:drill', 'true']), true],
  ['another value of it', tags(['kms-deletion-guard:drill', 'false']), false],
  ['no tag', tags(), false],
  ['a refusal', awsError(400, 'AccessDeniedException'), false],
  ['a key that is gone', awsError(400, 'NotFoundException'), false],
])('by %s', async (_, answer, wanted) => {
  aws.answer('ListResourceTags', answer);
  expect(await isDrill()).toBe(wanted);
  expect(aws.requests.at(-1)).toMatchObject({
    operation: 'ListResourceTags',
    region: 'eu-west-1',
    parameters: { KeyId: KEY },
  });
});
