import { forSlackCode, forSlackText } from '../alert/inert.ts';
import { consoleOf, isRegion } from '../alert/links.ts';
import { fields, header, link, section } from '../alert/slack/blocks.ts';
import { SLACK_LIMITS, type SlackMessage } from '../alert/slack/message.ts';
import { dayAndTime } from '../alert/time.ts';
import { descriptionBlocks, splitFirst } from './description.ts';
import type { AlarmNotification } from './notification.ts';

const STATES: Readonly<Record<string, string>> = { INSUFFICIENT_DATA: 'NO DATA' };

/** What people get of an alarm: its state, its own words on what that means and what to do, which it is, why, when and where. */
export function slackOfAlarm(alarm: AlarmNotification): SlackMessage {
  const { name, description = '', accountId, region, reason } = alarm;
  const state = Object.hasOwn(STATES, alarm.state) ? (STATES[alarm.state] ?? '') : alarm.state;
  const [sentence, rest] = splitFirst(description);
  // What is over is not told as if it were so: the name says of what.
  const isMeant = state !== 'OK' && forSlackText(sentence) !== '';
  const title = `${state} - ${isMeant ? sentence.replace(/\.$/, '') : name}`;
  const isHeader = isMeant && forSlackText(title, 2 * title.length).length <= SLACK_LIMITS.header;
  const place = [accountId, region].filter((part) => part !== undefined).map((part) => forSlackText(part, 30));
  return {
    // Phones show the beginning, of an alarm's generated name nothing that tells.
    text: [forSlackText(title, 200), ...(place.length > 0 ? [place.join(', ')] : [])].join(' - '),
    blocks: [
      header(isHeader ? title : `${state} - ${name}`),
      ...descriptionBlocks(isHeader ? rest : description),
      ...fields(factsOf(alarm, isHeader)),
      ...(reason === undefined ? [] : [section('*Why*', forSlackCode(reason, MOST_OF_REASON))]),
      ...link('Open the alarm', pageOf(alarm) ?? '').map((line) => section(line)),
    ],
  };
}

function factsOf({ name, time, accountId, region }: AlarmNotification, withName: boolean): [string, string][] {
  const facts: [string, string][] = withName ? [['Alarm', forSlackCode(name)]] : [];
  if (time !== undefined) facts.push(['Since', dayAndTime(time)]);
  if (accountId !== undefined) facts.push(['Account', forSlackCode(accountId)]);
  if (region !== undefined) facts.push(['Region', forSlackCode(region)]);
  return facts;
}

/** So that it stays within Slack's 3,000 characters also when each of its own is escaped as five. */
const MOST_OF_REASON = 550;

/** The alarm's page, where the partition has a console that we know of and the name is one that a link can hold. */
function pageOf({ name, arn, region }: AlarmNotification): string | undefined {
  const host = consoleOf(arn?.split(':')[1] ?? '');
  if (host === undefined || !isRegion(region) || !/^[\x20-\x7e]{1,255}$/.test(name)) return undefined;
  const encoded = encodeURIComponent(name).replace(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `https://${region}.${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encoded}`;
}
