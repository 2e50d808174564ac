import { forEmail } from '../alert/inert.ts';

/** Longer commands are for `doctor`. */
const LONGEST = 3000;
// Service principals that stand in policies, and nothing that others could own. Source: the pages of each service on its permissions.
const SERVICE_PRINCIPALS =
  /(?<![\w.-])(kms|logs|cloudwatch|cloudtrail|lambda|events|sns)\.amazonaws\.com(\.cn)?(?![\w.-])/g;
// Checks put an address there only when the owner's settings name it.
const OWN_ADDRESS = /(?<= --notification-endpoint )'?[\w.+-]+@[\w.-]+'?(?= |$)/g;

/**
 * Whether a command may stand in an alert: names of resources are anybody's words, and a command cannot be made inert, so that one in
 * which a mail program could find a link or a control character stays out of it. `doctor` shows such a command.
 */
export function isCopyable(command: string): boolean {
  if (command.length > LONGEST) return false;
  const names = command.replace(SERVICE_PRINCIPALS, 'service').replace(OWN_ADDRESS, 'address');
  return forEmail(names, LONGEST).replaceAll('\u00a0', ' ') === names;
}
