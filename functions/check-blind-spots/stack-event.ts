import * as v from 'valibot';

/** Source: CloudFormation User Guide, "Managing events with Amazon EventBridge", CloudFormation stack status change. */
const StackEvent = v.object({
  source: v.literal('aws.cloudformation'),
  detail: v.object({ 'status-details': v.object({ status: v.string() }) }),
});

/**
 * Whether the function was invoked since the stack is in the middle of a change, when much is missing that will be there. Any other event
 * asks for a look.
 */
export function isStackChanging(event: unknown): boolean {
  const read = v.safeParse(StackEvent, event);
  return read.success && read.output.detail['status-details'].status.endsWith('_IN_PROGRESS');
}
