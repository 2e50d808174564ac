/**
 * The one place that makes text out of records inert. CloudTrail carries what callers wrote: object keys, session names,
 * encryption contexts, user agents. Each outlet has its own way of acting on text, so each has its own function here; all of
 * them go through {@link visible} first.
 */

/**
 * Text without anything that cannot be seen: control, format and bidirectional characters and lone surrogates become visible
 * escapes, white space of any kind becomes single spaces, piles of combining marks are cut. Longer than `most` characters, it
 * loses its middle: both ends of a path or an ARN tell more than its first half.
 */
export function visible(text: string, most = 256): string {
  const plain = clipMiddle(text, most * 4)
    .replace(/[\p{Zs}\p{Zl}\p{Zp}\t\n\v\f\r]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
  return clipMiddle(plain, most);
}

/**
 * For the e-mail, and for sentences that others will show: as {@link visible}, and no mail client makes a link of it. The text
 * stays one word for line breaking, so that it can never begin a line that looks like one of ours.
 */
export const forEmail = (text: string, most = 96): string =>
  clipMiddle(defang(visible(text, most)), most).replaceAll(' ', '\u00a0');

/** For the subject of an e-mail: ASCII, no line breaks, no link. SNS refuses anything else. */
export const forSubject = (text: string, most = 99): string =>
  clipMiddle(defang(visible(text, most).replace(/[^\x20-\x7e]/g, '?')), most, '...');

/**
 * For Slack's markup: as {@link forEmail}, in a code span, in which Slack makes nothing of formatting characters, emoji codes or
 * names; and with its three control characters escaped, so that no mention or link begins. Source: Slack developer documentation,
 * "Formatting message text". Cut before it is escaped, so that no escape is cut.
 */
export const forSlackCode = (text: string, most = 96): string =>
  PLAIN.test(text) ? text : `\`${forSlackBlock(text, most) || '-'}\``;

// Account ids and Regions: nothing of such a form can act, and a message full of spans is hard to read.
const PLAIN = /^(?:\d{12}|[a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\d{1,2})$/;

/** The same without the two backticks, for a text that stands among others in a code block. */
export const forSlackBlock = (text: string, most = 96): string =>
  escapeSlack(
    forEmail(text, most)
      .replaceAll('\u00a0', ' ')
      .replaceAll('`', '\u02cb')
      .replace(/^\p{M}/u, '\u25cc$&'),
  );

/**
 * For text of Slack's that is not in a code span, such as a header or a notification: control characters escaped, no link, and what
 * would format it, quote it, call people or stand for an emoji, replaced by characters that look like it.
 */
export const forSlackText = (text: string, most = 150): string =>
  clipEscaped(escapeSlack(unformatted(defang(visible(text, most * 2)))), most);

/** A command, or a line of several, as it stands in a code block: Slack gives it back as it was when it is copied. */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const unformatted = (text: string): string =>
  text
    .replaceAll('\u00a0', ' ')
    .replaceAll('*', '\u2217')
    .replaceAll('~', '\u223c')
    .replaceAll('`', '\u02cb')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\uff3f')
    .replace(/^>/, '\u203a')
    .replace(/@(?=here|channel|everyone|group)/gi, '\uff20')
    .replace(/:(?=[^\s:\]]+:)/g, '[:]');

/** At most so many characters, and never a part of an escape. */
function clipEscaped(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text
    .slice(0, most - 1)
    .replace(/&[a-z]{0,3}$/, '')
    .replace(/[\ud800-\udbff]$/, '');
  return `${kept}…`;
}

/** For a terminal: no escape sequence gets through, and no address that a terminal would make clickable. */
export const forTerminal = (text: string, most = 200): string => clipMiddle(breakSchemes(visible(text, most)), most);

/** For a field of a log line: bounded, and on one line whatever reads it. */
export const forLogLine = (text: string, most = 200): string => visible(text, most);

/** For the JSON alert: whole as far as it goes, since its readers need the identifiers, but bounded and visible. */
export const forJson = (text: string): string => visible(text, 2048);

/**
 * Breaks what mail clients turn into links: schemes, host names, addresses, UNC paths. Dots before a file ending that is no
 * top-level domain stay, so that "22.parquet" can be read and copied.
 */
function defang(text: string): string {
  return breakSchemes(text)
    .replace(/[。．｡]/gu, '[.]')
    .replace(/\\(?=\\)/g, '\\ ')
    .replace(/[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu, defangDots);
}

// RFC 3986 schemes that are links without "//", as far as mail clients and phones act on them. A word that begins with "kms-", as our
// own tag does, holds none of them.
const BARE_SCHEMES =
  /(mailto|tel|sms|callto|skype|sip|sips|facetime|javascript|data|vbscript|file|slack|msteams|(?<!(?<![a-z0-9])k)ms-[a-z-]+):/gi;

const breakSchemes = (text: string): string =>
  text.replaceAll('://', '[:]//').replace(BARE_SCHEMES, '$1[:]').replace(/www\./gi, 'www[.]');

// Endings of file names that are no top-level domain (IANA root zone, November 2026), as objects in S3 are named.
const FILE_ENDINGS = new Set(
  'parquet avro orc json jsonl ndjson csv tsv txt log gz bz2 xz zst tar tgz pdf xml yaml yml jpg jpeg png gif tif tiff bin bak dat db sql html htm doc docx xls xlsx pptx tmp lock pem crt'.split(
    ' ',
  ),
);

function defangDots(token: string): string {
  const labels = token.split('.');
  if (labels.every((label) => /^\d+$/.test(label))) return labels.length === 4 ? labels.join('[.]') : token;
  let fileEnding = true;
  return labels.reduceRight((right, left, at) => {
    const ending = labels[at + 1]?.toLowerCase() ?? '';
    fileEnding &&= (FILE_ENDINGS.has(ending) || /^\d+$/.test(ending)) && left.toLowerCase() !== 'www';
    return `${left}${fileEnding ? '.' : '[.]'}${right}`;
  });
}

/** Cuts the middle out of a text that is too long, never through a character. */
function clipMiddle(text: string, most: number, gap = '…'): string {
  if (text.length <= most) return text;
  const room = Math.max(0, most - gap.length);
  const head = text
    .slice(0, Math.ceil(room / 2))
    .replace(/[\ud800-\udbff]$/, '')
    // With the dots of a gap behind it, it would begin a link.
    .replace(/w(ww)$/i, '$1');
  const tail = text
    .slice(text.length - Math.floor(room / 2))
    .replace(/^[\udc00-\udfff]/, '')
    // The end of a longer number, which would read as an address.
    .replace(/^\d{1,3}(?=(?:\.\d{1,3}){3}(?!\d))/, '');
  return `${head}${gap}${tail}`;
}
