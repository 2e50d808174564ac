// Chance with a seed (mulberry32), so that the examples come out the same each time.
let seed = 20261122;

function chance() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

export const below = (most) => Math.floor(chance() * most);
export const pick = (list) => list[below(list.length)];
export const text = (length, letters) => Array.from({ length }, () => pick([...letters])).join('');
export const hex = (length) => text(length, '0123456789abcdef');
export const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
/** An id that says that it is an example, as AWS writes them in its documentation. */
export const awsId = (prefix) => `${prefix}${text(9, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}EXAMPLE`;

const made = new Map();
/** The same thing for the same name. */
export function once(name, make) {
  if (!made.has(name)) made.set(name, make());
  return made.get(name);
}
