import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { optionsOf, type Patience, READ } from './clients.ts';

/** The clients of the function that writes to Slack; no others, since each that a bundle holds costs it time at a cold start. */
export interface SlackClients {
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

// At the end of an invocation there are ten seconds for what goes back to the queue; a queue that hangs takes five of them.
const QUEUE: Patience = { maxAttempts: 2, connectionTimeout: 1000, requestTimeout: 2000 };

/** Makes them; nothing is called yet. */
export function slackClients(region: string | undefined, queue: Patience = QUEUE, read: Patience = READ): SlackClients {
  const where = region === undefined ? {} : { region };
  return {
    sqs: new SQSClient({ ...where, ...optionsOf(queue) }),
    ssm: new SSMClient({ ...where, ...optionsOf(read) }),
  };
}
