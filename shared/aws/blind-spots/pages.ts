/** One page of a long answer. AWS ends with a token that is absent or empty. */
export interface Page<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | undefined;
}

/** More are somebody's mistake, or an answer that goes in circles. */
const MOST_PAGES = 100;

/** All pages of an answer, in order. Rejects when there are more than 100, so that half of the truth is not taken for the whole. */
export async function allPages<T>(pageAfter: (token: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const items of eachPage(pageAfter)) all.push(...items);
  return all;
}

/** The pages one by one, for whoever need not see them all. Throws after 100. */
export async function* eachPage<T>(
  pageAfter: (token: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { items = [], next } = await pageAfter(token);
    yield items;
    if (next === undefined || next === '') return;
    token = next;
  }
  throw new Error(`AWS has more than ${MOST_PAGES} pages of it`);
}
