import { forEmail } from '../alert/inert.ts';

/** Longer commands are for `doctor`. */
const LONGEST = 3000;
// Service principals that stand in policies, and nothing that others could own. Source: the pages of each service on its permissions.
const SERVICE_PRINCIPALS =
  /(?<![\w.-])(kms|logs|cloudwatch|cloudtrail|lambda|events|sns)\.amazonaws\.com(\.cn)?(?![\w.-])/g;
// Checks put an address there only when the owner's settings name it.
const OWN_ADDRESS = /(?<= --notification-endpoint )'?[\w.+-]+@[\w.-]+'?(?= |$)/g;

// On a host of AWS, which others cannot own. Source: SQS Developer Guide, "Amazon SQS queue and message identifiers".
const QUEUE_URL =
  /(?<= --queue-url )https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/\d{12}\/[A-Za-z0-9_-]{1,80}(?= |$)/;
// What somebody types at the terminal.
const TYPED = /(?<= --value )file:\/\/\/dev\/stdin(?= |$)/;

/**
 * Whether a command may stand in an alert: names of resources are anybody's words, and a command cannot be made inert, so that one in
 * which a mail program could find a link or a control character stays out of it. `doctor` shows such a command.
 */
export function isCopyable(command: string): boolean {
  if (command.length > LONGEST) return false;
  const names = command
    .replace(SERVICE_PRINCIPALS, 'service')
    .replace(OWN_ADDRESS, 'address')
    .replace(QUEUE_URL, 'queue')
    .replace(TYPED, 'typed');
  return forEmail(names, LONGEST).replaceAll('\u00a0', ' ') === names;
}
