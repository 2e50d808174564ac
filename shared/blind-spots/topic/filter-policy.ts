import * as v from 'valibot';
import { type Answer, all, some } from '../policy/condition.ts';
import { jsonIn } from '../policy/policy.ts';

const FilterPolicy = v.record(v.string(), v.unknown());
const Exists = v.strictObject({ exists: v.boolean() });
const Prefix = v.strictObject({ prefix: v.string() });
const AnythingBut = v.strictObject({
  'anything-but': v.union([
    v.pipe(
      v.string(),
      v.transform((value) => [value]),
    ),
    v.array(v.string()),
    Prefix,
  ]),
});

/** String attributes of a message: the value by name, or {@link ANY}. */
export type Attributes = Readonly<Record<string, string | typeof ANY>>;

/** Of one that is there, with one value in this message and another in the next: it meets what some value meets. */
export const ANY = Symbol('any');

/**
 * Whether a filter policy on message attributes lets a message through: each of its attributes must meet one of its conditions. A text
 * that is no policy lets none.
 * Conditions that are not known here make a `maybe`. Source: SNS Developer Guide, "Subscription filter policies", and "String value
 * matching".
 */
export function letsThrough(policy: string, attributes: Attributes): Answer {
  const parsed = v.safeParse(FilterPolicy, jsonIn(policy));
  if (!parsed.success) return 'no';
  return all(
    Object.entries(parsed.output).map(([name, conditions]) =>
      // `$or` and what may come beside it.
      !Array.isArray(conditions) || name.startsWith('$')
        ? 'maybe'
        : some(
            conditions.map((condition) =>
              meets(condition, Object.hasOwn(attributes, name) ? attributes[name] : undefined),
            ),
          ),
    ),
  );
}

/** An attribute that is not there meets nothing but the wish that it be absent. */
function meets(condition: unknown, value: Attributes[string] | undefined): Answer {
  if (v.is(Exists, condition)) return yesIf(condition.exists === (value !== undefined));
  if (value === undefined) return 'no';
  if (typeof condition === 'string') return yesIf(value === ANY || condition === value);
  // Our attributes are strings.
  if (condition === null || typeof condition !== 'object') return 'no';
  const prefix = v.safeParse(Prefix, condition);
  if (prefix.success) return yesIf(value === ANY || value.startsWith(prefix.output.prefix));
  const except = v.safeParse(AnythingBut, condition);
  if (!except.success) return 'maybe';
  if (value === ANY) return 'yes';
  const unwanted = except.output['anything-but'];
  return yesIf('prefix' in unwanted ? !value.startsWith(unwanted.prefix) : !unwanted.includes(value));
}

const yesIf = (holds: boolean): Answer => (holds ? 'yes' : 'no');
