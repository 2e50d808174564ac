import { createHash } from 'node:crypto';
import { type Answer, awsError, type FakeAws, json, type Request } from './aws.ts';

/** A message of the stand-in queue. */
export interface FakeMessage {
  readonly id: string;
  readonly body: string;
  receipt: string | undefined;
  /** Nobody is given it. */
  hidden: boolean;
}

/** One queue: what is received is hidden until it is deleted or put back, and only its last receipt counts. */
export interface FakeQueue {
  readonly url: string;
  readonly messages: readonly FakeMessage[];
  put(...bodies: readonly string[]): void;
  /** Its answers to ReceiveMessage and DeleteMessage, for a test that answers in its place now and then. */
  receive(request: Request): Answer;
  remove(request: Request): Answer;
}

/** Answers for SQS in a stand-in AWS, with one standard queue. */
export function answerQueue(aws: Pick<FakeAws, 'answer'>, awsUrl = process.env.AWS_ENDPOINT_URL): FakeQueue {
  let messages: FakeMessage[] = [];
  let receipts = 0;
  let put = 0;
  const receive = ({ parameters: { MaxNumberOfMessages: most = 1 } }: Request): Answer => {
    const given = messages.filter(({ hidden }) => !hidden).slice(0, Number(most));
    for (const message of given) {
      receipts += 1;
      message.receipt = `r-${receipts}`;
      message.hidden = true;
    }
    return json({
      Messages: given.map(({ id, receipt, body }) => ({
        MessageId: id,
        ReceiptHandle: receipt,
        Body: body,
        MD5OfBody: createHash('md5').update(body).digest('hex'),
      })),
    });
  };
  const byReceipt = (change: (message: FakeMessage, request: Request) => void) => (request: Request) => {
    const message = messages.find(({ receipt }) => receipt === request.parameters.ReceiptHandle);
    if (message === undefined) return awsError(400, 'ReceiptHandleIsInvalid');
    change(message, request);
    return json({});
  };
  const remove = byReceipt((gone) => {
    messages = messages.filter((message) => message !== gone);
  });
  aws.answer('ReceiveMessage', receive);
  aws.answer('DeleteMessage', remove);
  aws.answer(
    'ChangeMessageVisibility',
    byReceipt((message, { parameters: { VisibilityTimeout: seconds } }) => {
      message.hidden = seconds !== 0;
    }),
  );
  return {
    // The SDK asks the host of the queue's address.
    url: `${awsUrl}/111122223333/failures`,
    receive,
    remove,
    get messages() {
      return messages;
    },
    put(...bodies) {
      for (const body of bodies) {
        put += 1;
        messages.push({ id: `m-${put}`, body, receipt: undefined, hidden: false });
      }
    },
  };
}
