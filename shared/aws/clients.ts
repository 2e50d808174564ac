import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';

/** Clients by Region: a multi-Region trail brings keys of every Region to one place. */
export interface Clients {
  readonly kms: (region: string) => KMSClient;
  readonly cloudTrail: (region: string) => CloudTrailClient;
  readonly sns: (region: string | undefined) => SNSClient;
  readonly dynamoDb: (region: string | undefined) => DynamoDBClient;
  readonly ssm: (region: string | undefined) => SSMClient;
}

// Reads live within a budget of 3 s, so they are tried twice at most and fail early; an alert is worth waiting for, and does not
// wait for a table that hangs.
/** For what is read on the way of a message. */
export const READ: Patience = { maxAttempts: 2, connectionTimeout: 1000, requestTimeout: 2500 };
const PUBLISH: Patience = { maxAttempts: 4, connectionTimeout: 2000, requestTimeout: 4500 };
const TABLE: Patience = { maxAttempts: 2, connectionTimeout: 1000, requestTimeout: 2000 };

/** How often and how long a client tries; times in milliseconds. */
export interface Patience {
  readonly maxAttempts: number;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
}

/** Who calls; without a profile, whoever the environment says. */
export interface Identity {
  readonly profile?: string;
}

// Without throwOnRequestTimeout the SDK only warns, and a call that hangs lasts as long as the function.
/** Options of a client that is as patient as that. */
export const optionsOf = ({ maxAttempts, ...times }: Patience) => ({
  maxAttempts,
  requestHandler: { ...times, throwOnRequestTimeout: true },
});

/** Makes clients once a container; those of a Region when it is first met, since making one costs milliseconds. */
export function createClients(
  read: Patience = READ,
  publish: Patience = PUBLISH,
  as: Identity = {},
  table: Patience = TABLE,
): Clients {
  const inRegion = (region: string | undefined) => (region === undefined ? {} : { region });
  return {
    kms: perRegion((region) => new KMSClient({ region, ...as, ...optionsOf(read) })),
    cloudTrail: perRegion((region) => new CloudTrailClient({ region, ...as, ...optionsOf(read) })),
    sns: (region) => new SNSClient({ ...inRegion(region), ...as, ...optionsOf(publish) }),
    dynamoDb: (region) => new DynamoDBClient({ ...inRegion(region), ...as, ...optionsOf(table) }),
    ssm: (region) => new SSMClient({ ...inRegion(region), ...as, ...optionsOf(read) }),
  };
}

/** One of each Region, made when it is first met. */
export function perRegion<T>(create: (region: string) => T): (region: string) => T {
  const made = new Map<string, T>();
  return (region) => {
    const client = made.get(region) ?? create(region);
    made.set(region, client);
    return client;
  };
}
