import * as v from 'valibot';
import { err, ok, type Result } from '../shared/result.ts';

/** What Lambda says of an invocation that failed. All texts are as they came. */
export interface InvocationLabel {
  /** When Lambda gave it up. */
  readonly time: Date | undefined;
  /** Why: "RetriesExhausted", "EventAgeExceeded". */
  readonly condition: string;
  readonly attempts: number | undefined;
  /** Names it in the function's log. */
  readonly requestId: string | undefined;
  /** What the function failed with at last. */
  readonly error: string | undefined;
}

/** An invocation that failed, as Lambda keeps it. */
export interface FailedInvocation extends InvocationLabel {
  /** What the function was invoked with. */
  readonly payload: unknown;
}

/** Why there is nothing to try again, and what is known of it all the same. */
export interface NotToBeTried {
  readonly fault: string;
  readonly label?: InvocationLabel;
}

// Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
const InvocationRecord = v.object({
  timestamp: v.optional(v.string(), ''),
  requestContext: v.object({
    functionArn: v.string(),
    condition: v.string(),
    approximateInvokeCount: v.optional(v.number()),
    requestId: v.optional(v.unknown()),
  }),
  requestPayload: v.optional(v.unknown()),
  responsePayload: v.optional(v.unknown()),
});

/** Unwraps what Lambda put into the queue; the fault says why that cannot be tried again. Never throws. */
export function failedInvocationIn(body: string, functionName: string): Result<FailedInvocation, NotToBeTried> {
  const record = v.safeParse(v.pipe(v.string(), v.parseJson(), InvocationRecord), body);
  if (!record.success) return err({ fault: 'it is no record of a failed invocation' });
  const { requestContext: context, requestPayload: payload } = record.output;
  // Behind the name stands a version: arn:aws:lambda:eu-west-1:111122223333:function:detect:$LATEST
  if (context.functionArn.split(':')[6] !== functionName) return err({ fault: 'it is of another function' });
  const label = labelOf(record.output);
  // Lambda leaves it out where request and response together are too large for the queue.
  if (payload === undefined || payload === null)
    return err({ fault: 'Lambda left out what the function was invoked with', label });
  return ok({ ...label, payload });
}

function labelOf({
  timestamp,
  requestContext,
  responsePayload,
}: v.InferOutput<typeof InvocationRecord>): InvocationLabel {
  const { condition, approximateInvokeCount: attempts, requestId } = requestContext;
  const time = new Date(timestamp);
  return {
    time: Number.isNaN(time.getTime()) ? undefined : time,
    condition,
    attempts,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    error: errorIn(responsePayload),
  };
}

function errorIn(responsePayload: unknown): string | undefined {
  if (typeof responsePayload !== 'object' || responsePayload === null || !('errorMessage' in responsePayload)) return;
  const { errorMessage } = responsePayload;
  return typeof errorMessage === 'string' && errorMessage !== '' ? errorMessage : undefined;
}
