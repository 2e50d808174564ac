import * as v from 'valibot';

/** A statement of a resource policy, every list a list. Source: IAM User Guide, "Grammar of the IAM JSON policy language". */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** `*`, or kinds (`AWS`, `Service` ...) with names; undefined: the policy uses NotPrincipal. */
  readonly principal: '*' | Readonly<Record<string, readonly string[]>> | undefined;
  readonly actions: Items;
  readonly resources: Items;
  /** Operator, key, values. */
  readonly conditions: readonly Condition[];
}

/** What an element lists, or what it leaves out (`NotAction`, `NotResource`). */
export interface Items {
  readonly items: readonly string[];
  readonly negated: boolean;
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const several = v.pipe(
  v.union([scalar, v.array(scalar)]),
  v.transform((given) => (Array.isArray(given) ? given : [given])),
);

const StatementText = v.object({
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.optional(v.union([v.literal('*'), v.record(v.string(), several)])),
  NotPrincipal: v.optional(v.unknown()),
  Action: v.optional(several),
  NotAction: v.optional(several),
  Resource: v.optional(several),
  NotResource: v.optional(several),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), several))),
});

const PolicyText = v.object({ Statement: v.union([StatementText, v.array(StatementText)]) });

/** Reads a policy document; undefined when it has no form that is known. Never throws. */
export function parsePolicy(text: string): readonly Statement[] | undefined {
  const parsed = v.safeParse(PolicyText, jsonIn(text));
  if (!parsed.success) return undefined;
  const statements = Array.isArray(parsed.output.Statement) ? parsed.output.Statement : [parsed.output.Statement];
  return statements.map((statement) => ({
    effect: statement.Effect,
    principal: statement.Principal,
    actions: items(statement.Action, statement.NotAction),
    // A policy on a function or a topic may leave the resource out of what it says of itself.
    resources: items(
      statement.Resource ?? (statement.NotResource === undefined ? ['*'] : undefined),
      statement.NotResource,
    ),
    conditions: Object.entries(statement.Condition ?? {}).flatMap(([operator, byKey]) =>
      Object.entries(byKey).map(([key, values]) => ({ operator, key, values })),
    ),
  }));
}

const items = (listed: readonly string[] | undefined, left: readonly string[] | undefined): Items =>
  listed === undefined ? { items: left ?? [], negated: left !== undefined } : { items: listed, negated: false };

/** The JSON of a text; undefined when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
