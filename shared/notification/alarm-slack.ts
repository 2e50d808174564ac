import type { KnownBlock } from '@slack/types';
import { forSlackCode, forSlackText } from '../alert/inert.ts';
import { consoleOf, isRegion } from '../alert/links.ts';
import { fields, header, link, section } from '../alert/slack/blocks.ts';
import type { SlackMessage } from '../alert/slack/message.ts';
import { dayAndTime } from '../alert/time.ts';
import type { AlarmNotification } from './notification.ts';
import { textSection } from './text-section.ts';

const STATES: Readonly<Record<string, string>> = { INSUFFICIENT_DATA: 'NO DATA' };

/** What people get of an alarm: which, in which state, its own words on what to do, why, when and where. */
export function slackOfAlarm(alarm: AlarmNotification): SlackMessage {
  const { name, description, accountId, region, reason, time } = alarm;
  const state = Object.hasOwn(STATES, alarm.state) ? STATES[alarm.state] : alarm.state;
  const title = `${state} - ${name}`;
  const facts: (readonly [string, string])[] = [];
  if (time !== undefined) facts.push(['Since', dayAndTime(time)]);
  if (accountId !== undefined) facts.push(['Account', forSlackCode(accountId)]);
  if (region !== undefined) facts.push(['Region', forSlackCode(region)]);
  const blocks: KnownBlock[] = [header(title)];
  if (description !== undefined) blocks.push(textSection(description));
  blocks.push(...fields(facts));
  if (reason !== undefined) blocks.push(section('*Why*', forSlackCode(reason, MOST_OF_REASON)));
  const links = link('Open the alarm', pageOf(alarm) ?? '');
  if (links.length > 0) blocks.push(section(...links));
  return { text: forSlackText(title), blocks };
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
