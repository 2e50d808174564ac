import { type Expression, type Operator, parsePattern, type Term, type Test } from './parse.ts';

/** Whether log events match a JSON filter pattern of CloudWatch Logs, by the syntax page that parsePattern names. */
export function matcherOf(pattern: string): (event: unknown) => boolean {
  const expression = parsePattern(pattern);
  return (event) => holds(expression, event);
}

function holds(expression: Expression, event: unknown): boolean {
  switch (expression.kind) {
    case 'any':
      return expression.parts.some((part) => holds(part, event));
    case 'all':
      return expression.parts.every((part) => holds(part, event));
    case 'condition':
      return passes(expression.test, follow(expression.path, event));
  }
}

/** Undefined: nothing is there. Indexes count in lists only, names in objects only. */
function follow(path: readonly (string | number)[], from: unknown): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof step === 'number'))
      return undefined;
    return Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined;
  }, from);
}

function passes(test: Test, value: unknown): boolean {
  if (test.kind === 'not-exists') return value === undefined;
  if (test.kind === 'is') return value === test.value;
  // "If a property selector points to an array or object, the filter pattern won't match the log format": not with != either.
  if (typeof value === 'object' && value !== null) return false;
  if (test.operator === '=') return isEqual(test.term, value);
  if (value === undefined || value === null) {
    throw new Error(`got ${test.operator} on a value that is not there: the syntax page does not say what that means`);
  }
  if (test.operator === '!=') return !isEqual(test.term, value);
  return typeof value === 'number' && test.term.number !== undefined && ORDER[test.operator](value, test.term.number);
}

const ORDER: Readonly<Record<Exclude<Operator, '=' | '!='>, (one: number, other: number) => boolean>> = {
  '<': (one, other) => one < other,
  '>': (one, other) => one > other,
  '<=': (one, other) => one <= other,
  '>=': (one, other) => one >= other,
};

function isEqual(term: Term, value: unknown): boolean {
  if (typeof value === 'number' && term.number !== undefined) return value === term.number;
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  if (term.openStart && term.openEnd) return text.includes(term.text);
  if (term.openStart) return text.endsWith(term.text);
  return term.openEnd ? text.startsWith(term.text) : text === term.text;
}
