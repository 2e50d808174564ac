import type { Alert } from '../alert/alert.ts';
import { forSlackText } from '../alert/inert.ts';
import { context, header } from '../alert/slack/blocks.ts';
import type { SlackMessage } from '../alert/slack/message.ts';
import { renderSlack, type SlackSettings } from '../alert/slack/render-slack.ts';
import { slackOfAlarm } from './alarm-slack.ts';
import type { Notification } from './notification.ts';
import { textSection } from './text-section.ts';

/** Makes the Slack message of whatever came. Never fails. `now` is the moment of sending. */
export function slackMessageOf(notification: Notification, now: Date, settings: SlackSettings): SlackMessage {
  switch (notification.kind) {
    case 'alert':
      return slackOfAlert(notification.alert, now, settings);
    case 'alarm':
      return slackOfAlarm(notification.alarm);
    case 'other':
      return slackOfOther(notification.subject ?? '', notification.text);
  }
}

/** Whoever may publish to the topic may publish an alert whose times are none, which can be told in its own words only. */
function slackOfAlert(alert: Alert, now: Date, settings: SlackSettings): SlackMessage {
  try {
    return renderSlack(alert, now, settings);
  } catch {
    return slackOfOther(`${alert.severity.toUpperCase()} - ${alert.title}`, alert.summary);
  }
}

function slackOfOther(subject: string, text: string): SlackMessage {
  const title = forSlackText(subject) === '' ? 'A message without a subject' : subject;
  return {
    text: forSlackText(title),
    blocks: [header(title), textSection(text), context(WHO)],
  };
}

const WHO = 'Published to a topic of the guard by somebody else, or by another version of it. Shown as plain text.';
