import * as v from 'valibot';
import { err, ok, type Result } from '../shared/result.ts';

/** An invocation that failed, as Lambda keeps it. */
export interface FailedInvocation {
  /** When Lambda gave it up. */
  readonly time: Date | undefined;
  /** Why: "RetriesExhausted", "EventAgeExceeded". */
  readonly condition: string;
  readonly attempts: number | undefined;
  /** What the function was invoked with. */
  readonly payload: unknown;
}

// Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
const InvocationRecord = v.object({
  timestamp: v.optional(v.string(), ''),
  requestContext: v.object({
    functionArn: v.string(),
    condition: v.string(),
    approximateInvokeCount: v.optional(v.number()),
  }),
  requestPayload: v.optional(v.unknown()),
});

/** Unwraps what Lambda put into the queue; the fault says why that cannot be tried again. Never throws. */
export function failedInvocationIn(body: string, functionName: string): Result<FailedInvocation, string> {
  const record = v.safeParse(v.pipe(v.string(), v.parseJson(), InvocationRecord), body);
  if (!record.success) return err('it is no record of a failed invocation');
  const { timestamp, requestContext: context, requestPayload: payload } = record.output;
  // Behind the name stands a version: arn:aws:lambda:eu-west-1:111122223333:function:detect:$LATEST
  if (context.functionArn.split(':')[6] !== functionName) return err('it is of another function');
  // Lambda leaves it out where request and response together are too large for the queue.
  if (payload === undefined || payload === null) return err('Lambda left out what the function was invoked with');
  const time = new Date(timestamp);
  return ok({
    time: Number.isNaN(time.getTime()) ? undefined : time,
    condition: context.condition,
    attempts: context.approximateInvokeCount,
    payload,
  });
}
