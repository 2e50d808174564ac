import { createHash } from 'node:crypto';
import type { Alert } from '../../shared/alert/alert.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { visible } from '../../shared/alert/inert.ts';
import { renderSlack } from '../../shared/alert/slack/render-slack.ts';
import { count, dayAndTime } from '../../shared/alert/time.ts';
import { emailPane } from './email-pane.ts';
import { type Html, html, NOTHING, source } from './html.ts';
import { slackPane } from './slack-pane.ts';
import { STYLE } from './style.ts';

/** What the page is made of. `nothing` stands in place of alerts where there are none. */
export interface Preview {
  readonly alerts: readonly Alert[];
  readonly now: Date;
  readonly records: number;
  readonly nothing: string;
}

/**
 * A page that shows each alert as the people get it who read it, e-mail and Slack beside each other; in pieces, so that many
 * alerts need little memory. It holds no script, and the policy lets nothing act or load but its own style sheet. Source: W3C,
 * "Content Security Policy Level 3".
 */
export function* pageOf({ alerts, now, records, nothing }: Preview): Generator<string> {
  const title = titleOf(alerts.length);
  yield source(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - KMS Deletion Guard</title>
<style>`);
  yield STYLE;
  yield source(html`</style>
</head>
<body>
<header class="top">
<p class="product">KMS Deletion Guard</p>
<h1>${title}</h1>
<p class="lead">Made from ${count(records, 'record')}, judged as of <time datetime="${now.toISOString()}">${dayAndTime(now)}</time>. Nothing was sent.</p>
${alerts.length > 1 ? overview(alerts) : NOTHING}</header>
<main>
`);
  if (alerts.length === 0) yield source(html`<p class="nothing">${nothing}</p>\n`);
  for (const [at, alert] of alerts.entries()) yield source(shownAlert(alert, at, now));
  yield '</main>\n</body>\n</html>\n';
}

const titleOf = (alerts: number): string =>
  alerts === 0 ? 'No alert' : `${count(alerts, 'alert')}, as people get ${alerts === 1 ? 'it' : 'them'}`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

const overview = (alerts: readonly Alert[]): Html => html`<nav aria-label="Alerts">
<ol>
${alerts.map((alert, at) => html`<li>${badge(alert)} <a href="#alert-${at + 1}">${visible(alert.title)}</a></li>\n`)}</ol>
</nav>
`;

const shownAlert = (alert: Alert, at: number, now: Date): Html => html`
<section class="alert ${alert.severity}" id="alert-${at + 1}" aria-labelledby="title-${at + 1}">
<h2 id="title-${at + 1}">${badge(alert)} ${visible(alert.title)}</h2>
<div class="panes">${emailPane(renderEmail(alert, now))}${slackPane(renderSlack(alert, now, { mention: 'none' }), now)}
</div>
</section>
`;

const badge = ({ severity }: Alert): Html => html`<span class="badge ${severity}">${severity.toUpperCase()}</span>`;
