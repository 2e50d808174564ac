import { GuardError, type GuardErrorCode, messageOf } from '../errors.ts';

/** A call of AWS that a person asked for. */
export interface Asked {
  /** What was to be read or done, as a subject: "stack KmsDeletionGuard". */
  readonly what: string;
  /** The right that it takes: "cloudformation:DescribeStacks". */
  readonly right: string;
  readonly profile: string | undefined;
  /** The code where the cause is none of those that every call may have. */
  readonly otherwise: GuardErrorCode;
}

// Names of AWS errors. Source: Common Error Types of the API References of each service; the SDK's own for credentials and time-outs.
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/;
const BAD_CREDENTIALS =
  /^(Expired(Token|TokenException)|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?)$/;
const NO_RIGHT = /^(AccessDenied|AccessDeniedException|AuthorizationError|UnauthorizedOperation)$/;

// Codes of Node.js. Source: Node.js documentation, "Errors" and "TLS (SSL)", X509 certificate error codes.
const NO_SERVER = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/;
const NO_TRUST = /CERT|^(EPROTO|UNABLE_TO_VERIFY_LEAF_SIGNATURE|HOSTNAME_MISMATCH)$|^ERR_(TLS|SSL)_/;

interface Cause {
  readonly code: GuardErrorCode;
  readonly got: string;
  readonly wanted: string;
}

/** Why a call of AWS failed, with what to do about it: one text for each cause, since each is mended elsewhere. */
export function callFailure(thrown: unknown, asked: Asked): GuardError {
  if (thrown instanceof GuardError) return thrown;
  const { code, got, wanted } = causeOf(thrown, asked);
  return new GuardError(code, `${asked.what}: got ${got}, wanted ${wanted}`, thrown);
}

/** Whether a call may have done what it was to do although nobody heard so: it was on its way, and no answer came. */
export function mayHaveHappened(thrown: unknown): boolean {
  if (isTimeOut(thrown)) return !/connect/i.test(messageOf(thrown));
  return /^(ECONNRESET|EPIPE|socket hang up)$/.test(codeOf(thrown)) || statusOf(thrown) >= 500;
}

function causeOf(thrown: unknown, { right, profile, otherwise }: Asked): Cause {
  const [name, message] = [nameOf(thrown), messageOf(thrown).replace(/^AWS SDK error wrapper for (Error: )?/, '')];
  const said = message === name || message === '' ? '' : ` (${message})`;
  if (/^Region (is missing|not accepted)/.test(message)) {
    const got = message.startsWith('Region is missing') ? 'no Region' : `a Region that is none (${message})`;
    return { code: 'no-region', got, wanted: 'one such as eu-west-1; give --region, or set AWS_REGION' };
  }
  if (NO_CREDENTIALS.test(name)) return noCredentials(profile ?? process.env.AWS_PROFILE, said);
  if (BAD_CREDENTIALS.test(name))
    return {
      code: 'no-credentials',
      got: `credentials that AWS does not take${inBrackets(name, said)}`,
      wanted: 'credentials in force; log in again',
    };
  if (NO_RIGHT.test(name))
    return {
      code: 'no-right',
      got: `${name}${said}`,
      wanted: `the right ${right}; ask for it, or act as somebody else by --profile`,
    };
  return causeOnTheWay(thrown, said) ?? { code: otherwise, got: `${nameAndStatus(thrown)}${said}`, wanted: OTHER };
}

const OTHER = 'an answer; look at --region and --profile, and try again';

function noCredentials(profile: string | undefined, said: string): Cause {
  return {
    code: 'no-credentials',
    got: `no credentials ${profile ? `of profile ${profile}` : 'from the environment'}${said}`,
    wanted: profile
      ? 'a profile with credentials; see `aws configure list-profiles`, or log in to it'
      : 'those of somebody; log in, or give --profile',
  };
}

/** What went wrong between here and AWS. */
function causeOnTheWay(thrown: unknown, said: string): Cause | undefined {
  if (isTimeOut(thrown))
    return {
      code: 'no-answer',
      got: 'no answer in time',
      wanted: 'one from AWS; look at the network, proxies, VPC endpoints and AWS_ENDPOINT_URL, and try again',
    };
  if (NO_TRUST.test(codeOf(thrown)))
    return {
      code: 'no-answer',
      got: `no TLS connection that can be trusted (${codeOf(thrown)})`,
      wanted: 'a certificate that Node.js knows; NODE_EXTRA_CA_CERTS adds the one of a proxy',
    };
  if (NO_SERVER.test(codeOf(thrown)))
    return {
      code: 'no-answer',
      got: `no server${said}`,
      wanted: 'an endpoint of AWS; look at --region, AWS_ENDPOINT_URL and the network',
    };
  return undefined;
}

const isTimeOut = (thrown: unknown): boolean =>
  /^(TimeoutError|AbortError)$/.test(nameOf(thrown)) || codeOf(thrown) === 'ETIMEDOUT';

/** What errors of Node.js and of the SDK have besides a message. */
interface Failed {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const failed = (thrown: unknown): Failed => (typeof thrown === 'object' && thrown !== null ? thrown : {});

const nameOf = (thrown: unknown): string => String(failed(thrown).name ?? '');

/** Where the SDK wraps an error of Node.js, only the message is left of it. */
const codeOf = (thrown: unknown): string =>
  String(failed(thrown).code ?? /\bE[A-Z]{4,}\b|socket hang up/.exec(messageOf(thrown))?.[0] ?? '');

/** The HTTP status of what AWS answered; 0: it did not. */
const statusOf = (thrown: unknown): number => failed(thrown).$metadata?.httpStatusCode ?? 0;

/** A proxy's page has no name of an error, but a status. */
const nameAndStatus = (thrown: unknown): string =>
  /^(Error|Unknown|UnknownError|SyntaxError|)$/.test(nameOf(thrown))
    ? statusOf(thrown) > 0
      ? `HTTP status ${statusOf(thrown)}`
      : 'an error'
    : nameOf(thrown);

const inBrackets = (name: string, said: string): string => ` (${name}${said === '' ? '' : `: ${said.slice(2, -1)}`})`;
