/** Does a task for each item, at most so many at once; results in the order of the items. Rejects with the first rejection. */
export async function fewAtATime<T, U>(
  most: number,
  items: readonly T[],
  task: (item: T) => Promise<U>,
): Promise<readonly U[]> {
  const results: U[] = [];
  const waiting = items.entries();
  const work = async () => {
    for (const [at, item] of waiting) results[at] = await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  return results;
}
