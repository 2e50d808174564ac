/** What a condition asks of the value that its selector points to. */
export type Test =
  | { readonly kind: 'compare'; readonly operator: Operator; readonly term: Term }
  | { readonly kind: 'is'; readonly value: null | boolean }
  | { readonly kind: 'not-exists' };
export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';
/** The right side: text with its wildcards taken off, and the number it may stand for when it is not quoted. */
export interface Term {
  readonly text: string;
  readonly openStart: boolean;
  readonly openEnd: boolean;
  readonly number: number | undefined;
}
export type Expression =
  | { readonly kind: 'any' | 'all'; readonly parts: readonly Expression[] }
  | { readonly kind: 'condition'; readonly path: readonly (string | number)[]; readonly test: Test };

const TOKEN =
  /\s*(\$(?:\.[A-Za-z0-9_-]+|\.\['[^']+'\]|\[\d+\])+|"(?:[^"\\]|\\.)*"|&&|\|\||[<>!]=|[=<>(){}]|[^\s"(){}&|=<>!%$]+)/y;
const STEP = /\.([A-Za-z0-9_-]+)|\.\['([^']+)'\]|\[(\d+)\]/g;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const OPERATORS: readonly string[] = ['=', '!=', '<', '>', '<=', '>='];
const CONSTANTS = new Map([
  ['NULL', null],
  ['TRUE', true],
  ['FALSE', false],
]);

/**
 * Reads a JSON filter pattern. Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription
 * filters, filter log events, and Live Tail". Refuses what that page leaves open or what no test of ours could settle: a `*`
 * within a string, regular expressions, wildcard selectors.
 */
export function parsePattern(pattern: string): Expression {
  if (pattern.length > 1024) throw new Error(`got a pattern of ${pattern.length} characters, wanted at most 1,024`);
  const tokens = tokensOf(pattern);
  let at = 0;
  const next = (): string => tokens[at++] ?? fail('got the end, wanted more');
  const take = (...wanted: readonly string[]): string => {
    const token = next();
    return wanted.includes(token) ? token : fail(`got ${token}, wanted ${wanted.join(' or ')}`);
  };
  const fail = (what: string): never => {
    throw new Error(`${what}, in the pattern ${pattern}`);
  };
  const joined = (kind: 'any' | 'all', operator: string, part: () => Expression): Expression => {
    const parts = [part()];
    while (tokens[at] === operator) {
      at += 1;
      parts.push(part());
    }
    return { kind, parts };
  };
  // Order of operations: () > && > ||
  const any = (): Expression => joined('any', '||', all);
  const all = (): Expression => joined('all', '&&', unit);
  const unit = (): Expression => {
    if (tokens[at] !== '(') return condition();
    at += 1;
    const inner = any();
    take(')');
    return inner;
  };
  const condition = (): Expression => {
    const selector = next();
    if (!selector.startsWith('$')) fail(`got ${selector}, wanted a selector`);
    return { kind: 'condition', path: pathOf(selector), test: test() };
  };
  const test = (): Test => {
    const word = take(...OPERATORS, 'IS', 'NOT');
    if (word === 'NOT') {
      take('EXISTS');
      return { kind: 'not-exists' };
    }
    if (word === 'IS') return { kind: 'is', value: CONSTANTS.get(take(...CONSTANTS.keys())) ?? null };
    return { kind: 'compare', operator: word as Operator, term: termOf(next(), fail) };
  };

  take('{');
  const expression = any();
  take('}');
  if (at < tokens.length) fail(`got ${tokens[at]}, wanted the end`);
  return expression;
}

function tokensOf(pattern: string): readonly string[] {
  const tokens: string[] = [];
  const text = pattern.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined)
      throw new Error(`got ${text.slice(from, from + 10)}, which no rule of the syntax covers, in ${text}`);
    tokens.push(token);
  }
  return tokens;
}

const pathOf = (selector: string): readonly (string | number)[] =>
  [...selector.matchAll(STEP)].map(([, name, quoted, index]) => name ?? quoted ?? Number(index));

function termOf(token: string, fail: (what: string) => never): Term {
  const quoted = token.startsWith('"');
  if (!quoted && (OPERATORS.includes(token) || /^[(){}$]|^&&$|^\|\|$/.test(token)))
    fail(`got ${token}, wanted a value`);
  const whole = quoted ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token;
  const openStart = whole.startsWith('*');
  const openEnd = whole.endsWith('*') && whole !== '*';
  const text = whole.slice(openStart ? 1 : 0, openEnd ? -1 : undefined);
  if (text.includes('*')) fail(`got ${token}, wanted * at the ends only: within a string its meaning is not certain`);
  return { text, openStart, openEnd, number: !quoted && NUMBER.test(whole) ? Number(whole) : undefined };
}
