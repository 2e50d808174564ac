import { matchesGlob } from '../../silence/glob.ts';
import type { Condition } from './policy.ts';

/** `maybe`: it turns on what cannot be known from here. */
export type Answer = 'yes' | 'no' | 'maybe';

/**
 * What a request says of itself, by the condition key in lower case, as keys do not mind case. A key that is not there is not known,
 * rather than absent.
 */
export type Context = Readonly<Record<string, string>>;

/** Whether all hold. */
export function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

export const not = (answer: Answer): Answer => (answer === 'maybe' ? 'maybe' : answer === 'yes' ? 'no' : 'yes');

/** Whether any holds. */
export const some = (answers: readonly Answer[]): Answer => not(all(answers.map(not)));

/**
 * Whether a condition holds. Any of the values is enough, or for a negated operator none of them may match; operators and keys that
 * are not known here make a `maybe`. Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export function holds({ operator, key, values }: Condition, context: Context): Answer {
  const plain = operator.toLowerCase().replace(/ifexists$/, '');
  const name = key.toLowerCase();
  const is = Object.hasOwn(context, name) ? context[name] : undefined;
  if (is === undefined) return 'maybe';
  if (plain === 'null') return values.some((value) => value.toLowerCase() === 'false') ? 'yes' : 'no';
  const negated = plain.includes('not');
  const compare = COMPARISONS.get(plain.replace('not', ''));
  if (compare === undefined) return 'maybe';
  const any = some(values.map((value) => (value.includes('${') ? 'maybe' : compare(value, is) ? 'yes' : 'no')));
  return negated ? not(any) : any;
}

type Comparison = (wanted: string, is: string) => boolean;

const ignoringCase: Comparison = (wanted, is) => wanted.toLowerCase() === is.toLowerCase();

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['stringequals', (wanted, is) => wanted === is],
  ['stringequalsignorecase', ignoringCase],
  ['stringlike', matchesGlob],
  // AWS treats these two alike.
  ['arnequals', matchesArn],
  ['arnlike', matchesArn],
  ['bool', ignoringCase],
]);

/** An ARN is compared in its six parts, each with wildcards of its own. Source: as above, "ARN condition operators". */
function matchesArn(wanted: string, is: string): boolean {
  if (wanted === '*') return true;
  const ours = partsOf(is);
  const theirs = partsOf(wanted);
  return theirs.length === ours.length && theirs.every((part, at) => matchesGlob(part, ours[at] ?? ''));
}

const partsOf = (arn: string): readonly string[] => {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
};
