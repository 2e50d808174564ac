// RFC 9110, 5.6.7: the one form of a date that may be sent. What Date.parse takes besides would make a date of nearly any text.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const SECONDS = /^-?\d{1,9}(?:\.\d{1,9})?$/;

/**
 * Milliseconds to wait, out of the header Retry-After: seconds or a date; 0 when that is over. undefined: it is not there, or is
 * neither. Source: RFC 9110, "Retry-After".
 */
export function parseRetryAfter(header: string | null, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) return Math.max(0, Math.ceil(Number(text) * 1000));
  const until = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.max(0, until - now.getTime());
}
