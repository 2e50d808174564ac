import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { deployment } from '../deployment.ts';

// What ministack 1.5.33 does otherwise than AWS, where it matters here: what the other scenarios cannot prove, or go around. A test
// that fails here after an upgrade is good news: the scenario that went around it can be made stricter.

describe('DynamoDB in the emulator', () => {
  it('gives a table no time to live that CloudFormation asks for', async () => {
    const { tableName: TableName } = await deployment();
    const { TimeToLiveDescription: timeToLive } = await new DynamoDBClient().send(
      new DescribeTimeToLiveCommand({ TableName }),
    );
    expect(timeToLive).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });
});
