import type { Fact } from '../../../shared/blind-spots/fact.ts';
import { type Answer, awsError, type FakeAws, json, type Request } from '../aws.ts';

/** Sets answers of a stand-in AWS. */
export type Answering = Pick<FakeAws, 'answer'>;

/** How an account answers. */
export interface Manner {
  /** So many items a page, where the operation has pages. */
  readonly pageSize: number;
}

/** Seconds since 1970, as JSON services write times; nothing for none. */
export const seconds = (time: Date | undefined): number | undefined =>
  time === undefined ? undefined : time.getTime() / 1000;

/** The page that a token stands for, and the token of the next. */
export function pageOf<T>(items: readonly T[], token: unknown, { pageSize }: Manner): { items: T[]; next?: string } {
  const from = Number(token ?? 0);
  const to = from + pageSize;
  return { items: items.slice(from, to), ...(to < items.length && { next: String(to) }) };
}

/** Answers with a fact; one that is not known is refused, as who lacks a right is. */
export const ifKnown = <T>(
  known: Fact<T>,
  answer: (value: T) => Answer,
  refusal: Answer = awsError(400, 'AccessDeniedException'),
): Answer => (known.known ? answer(known.value) : refusal);

/** The same, for what may not be there at all. */
export const ifThere = <T>(
  known: Fact<T | 'missing'>,
  answer: (value: T) => Answer,
  missing: Answer,
  refusal?: Answer,
): Answer => ifKnown(known, (value) => (value === 'missing' ? missing : answer(value)), refusal);

/** A JSON answer with a page of a list. */
export const jsonPage = (
  { parameters }: Request,
  manner: Manner,
  list: string,
  token: string,
  items: readonly unknown[],
): Answer => {
  const page = pageOf(items, parameters[token], manner);
  return json({ [list]: page.items, [token]: page.next });
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');

/** An XML element of a text or of elements; nothing for nothing. */
export const tag = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `<${name}>${escaped(text)}</${name}>`;
export const element = (name: string, ...elements: readonly string[]): string =>
  `<${name}>${elements.join('')}</${name}>`;

/** What a service of the query protocol answers. */
export const query = (operation: string, ...elements: readonly string[]): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: element(`${operation}Response`, element(`${operation}Result`, ...elements)),
});
