const SAFE = Symbol('safe HTML');

/** HTML in which every text is escaped. Only {@link html} makes it, so that no text can pass for it. */
export interface Html {
  readonly [SAFE]: string;
}

type Piece = string | number | Html | readonly Piece[];

/**
 * A template of HTML: what stands in it is ours; what is put in is escaped, as content and as a value between double quotes, unless
 * it is {@link Html} itself. Lists are joined. Source: OWASP, "Cross Site Scripting Prevention Cheat Sheet".
 */
export const html = (ours: TemplateStringsArray, ...values: readonly Piece[]): Html => ({
  [SAFE]: ours.reduce((before, after, at) => `${before}${escaped(values[at - 1] ?? '')}${after}`),
});

/** The HTML as text, to be written. */
export const source = (page: Html): string => page[SAFE];

export const NOTHING: Html = html``;

function escaped(piece: Piece): string {
  if (typeof piece === 'object') return SAFE in piece ? piece[SAFE] : piece.map(escaped).join('');
  return String(piece).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** A link, where the address is one that a person may follow without harm: https, and nothing else. Else only its text. */
export const link = (address: string, text: Html): Html =>
  isHttps(address) ? html`<a href="${address}" rel="noreferrer">${text}</a>` : text;

const isHttps = (address: string): boolean =>
  /^https:\/\/[^\s"<>]+$/.test(address) && URL.canParse(address) && new URL(address).protocol === 'https:';
