import type { KeyArn } from '../kms/key-arn.ts';
import type { Link } from './alert.ts';
import type { AlertSettings } from './settings.ts';

// Source: AWS General Reference, "AWS Management Console endpoints and quotas". Other partitions have consoles whose
// addresses are not public: no link is better than one that leads elsewhere.
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Host of the console of a partition, to be put behind a Region; undefined where it is not known. */
export const consoleOf = (partition: string): string | undefined =>
  Object.hasOwn(CONSOLES, partition) ? CONSOLES[partition] : undefined;

/** Links to the key and to the event, as far as the partition has a console that we know of. */
export function linksFor(key: KeyArn | undefined, event: LinkedEvent, settings: AlertSettings): Link[] {
  const links: Link[] = [];
  const host = key === undefined ? undefined : consoleOf(key.partition);
  if (key !== undefined && host !== undefined) {
    const page = `https://${key.region}.${host}/kms/home?region=${key.region}#/kms/keys/${key.keyId}`;
    links.push({ title: 'Open the key', url: signedIn(page, key.accountId, settings) });
    links.push(...eventLink(event, key.partition, settings));
  }
  return [...links, ...runbookLink(settings)];
}

/** An event of CloudTrail; each part is undefined where it is not known. */
export interface LinkedEvent {
  readonly id: string | undefined;
  readonly region: string | undefined;
  readonly accountId: string | undefined;
}

/** The link to an event, where it and the partition's console are known; else none. */
export function eventLink({ id, region, accountId }: LinkedEvent, partition: string, settings: AlertSettings): Link[] {
  const host = consoleOf(partition);
  if (host === undefined || !isId(id) || !isRegion(region) || accountId === undefined) return [];
  const page = `https://${region}.${host}/cloudtrailv2/home?region=${region}#/events/${id}`;
  return [{ title: 'Event', url: signedIn(page, accountId, settings) }];
}

/** The link to the owner's runbook, if there is one. */
export const runbookLink = ({ runbookUrl }: AlertSettings): Link[] =>
  runbookUrl === undefined ? [] : [{ title: 'Runbook', url: runbookUrl }];

function signedIn(destination: string, accountId: string, settings: AlertSettings): string {
  if (settings.consoleLinkTemplate === undefined || !/^\d{12}$/.test(accountId)) return destination;
  return settings.consoleLinkTemplate
    .replaceAll('{accountId}', accountId)
    .replaceAll('{destination}', encodeURIComponent(destination));
}

const isId = (text: string | undefined): text is string =>
  text !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
/** The grammar of a Region's name. */
export const isRegion = (text: string | undefined): text is string =>
  text !== undefined && /^[a-z]{2,8}(-[a-z]{1,12}){1,3}-\d{1,2}$/.test(text);
