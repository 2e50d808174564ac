import * as v from 'valibot';
import { jsonIn } from '../policy/policy.ts';

const FilterPolicy = v.record(v.string(), v.unknown());
const Absent = v.object({ exists: v.literal(false) });

/**
 * Whether a filter policy on message attributes lets a message through that carries none, as those of CloudWatch alarms do: each of its
 * attributes must accept its own absence. A policy on the message body is judged alike, as its scope is not read. Source: SNS Developer
 * Guide, "Subscription filter policies", and "Key matching".
 */
export function acceptsWithoutAttributes(policy: string): boolean {
  const parsed = v.safeParse(FilterPolicy, jsonIn(policy));
  if (!parsed.success) return false;
  return Object.values(parsed.output).every(
    (conditions) => Array.isArray(conditions) && conditions.some((condition) => v.is(Absent, condition)),
  );
}
