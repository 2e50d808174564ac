import * as v from 'valibot';
import type { AlarmNotification } from './notification.ts';

// What is of another type than it should be is not known: an alarm is told whatever else is odd about it.
const maybe = v.fallback(v.optional(v.string()), undefined);

/** Metric alarms have a Trigger besides, composite ones an AlarmRule. Source: CloudWatch User Guide, "Notifying users on alarm changes". */
const Alarm = v.object({
  AlarmName: v.string(),
  NewStateValue: v.string(),
  AlarmDescription: maybe,
  AWSAccountId: maybe,
  NewStateReason: maybe,
  StateChangeTime: maybe,
  AlarmArn: maybe,
});

/** Reads what CloudWatch publishes of an alarm; undefined when it is something else. */
export function parseAlarm(value: unknown): AlarmNotification | undefined {
  const alarm = v.safeParse(Alarm, value);
  if (!alarm.success) return undefined;
  const { AlarmName: name, NewStateValue: state, AlarmDescription: description, AlarmArn: arn } = alarm.output;
  return {
    name,
    state,
    description: description === '' ? undefined : description,
    accountId: alarm.output.AWSAccountId,
    reason: alarm.output.NewStateReason,
    time: timeOf(alarm.output.StateChangeTime),
    region: arn?.split(':')[3] || undefined,
    arn,
  };
}

/** CloudWatch writes 2026-11-22T03:11:40.123+0000, whose zone is not as ISO 8601 has it in this form. */
function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time.getTime()) ? undefined : time;
}
