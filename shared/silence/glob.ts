/**
 * Whether a whole text matches a glob: `*` stands for any characters or none, `?` for one; all else for itself, case included.
 * No regular expression and no recursion: only the last `*` is ever taken back, so that it takes no more than text times glob
 * steps, whatever hostile text it is given.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let inGlob = 0;
  let inText = 0;
  let star = -1;
  let afterStar = 0;
  while (inText < text.length) {
    const wanted = glob[inGlob];
    if (wanted === '*') {
      star = inGlob;
      afterStar = inText;
      inGlob += 1;
    } else if (wanted === '?' || wanted === text[inText]) {
      inGlob += 1;
      inText += 1;
    } else if (star >= 0) {
      afterStar += 1;
      inText = afterStar;
      inGlob = star + 1;
    } else return false;
  }
  while (glob[inGlob] === '*') inGlob += 1;
  return inGlob === glob.length;
}
