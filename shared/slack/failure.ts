import type { Late, Limits } from './time-limits.ts';

// Codes of Node.js. Source: Node.js documentation, "Errors" and "TLS (SSL)", X509 certificate error codes; undici documentation, "Errors".
const NO_NAME = /^(?:ENOTFOUND|EAI_AGAIN)$/;
const NO_SERVER = /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;
const BROKEN_OFF = /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/;
const NO_CONNECTION = /^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;
const NO_TRUST = /CERT|^(?:EPROTO|UNABLE_TO_VERIFY_LEAF_SIGNATURE|HOSTNAME_MISMATCH)$|^ERR_(?:TLS|SSL)_/;
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

/** Why no answer came, in our own words and with at most the error's code: its message may hold the URL. */
export function reasonOfFailure(thrown: unknown, late: Late | undefined, limits: Limits): string {
  if (late === 'connection') return `no connection to the webhook within ${limits.connectMs / 1000} s`;
  if (late === 'answer') return `no answer of the webhook within ${limits.totalMs / 1000} s`;
  const code = codeOf(thrown);
  return code === undefined ? 'no answer of the webhook' : `${wordsFor(code)} (${code})`;
}

function wordsFor(code: string): string {
  if (NO_NAME.test(code)) return "the name of the webhook's host could not be resolved";
  if (NO_SERVER.test(code)) return 'the webhook could not be reached';
  if (BROKEN_OFF.test(code)) return 'the connection to the webhook broke off';
  if (NO_CONNECTION.test(code)) return 'no connection to the webhook in time';
  if (NO_TRUST.test(code)) return 'no TLS connection to the webhook that can be trusted';
  return 'no answer of the webhook';
}

/** fetch throws a TypeError whose cause, or the cause's cause, is what Node.js threw. */
function codeOf(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth > 3) return undefined;
  const { code, cause } = thrown as { readonly code?: unknown; readonly cause?: unknown };
  return typeof code === 'string' && CODE.test(code) ? code : codeOf(cause, depth + 1);
}
