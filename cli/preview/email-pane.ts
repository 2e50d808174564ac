import type { EmailMessage } from '../../shared/alert/email/render-email.ts';
import { type Html, html, link } from './html.ts';

/**
 * An e-mail as a client shows plain text. The sender is SNS's, under the topic's display name, and SNS ends each mail with a
 * footer of its own. Source: SNS Developer Guide, "Subscribing an email address to an Amazon SNS topic".
 */
export const emailPane = ({ subject, body }: EmailMessage): Html => html`
<article class="pane">
<h3>E-mail</h3>
<div class="window mail">
<dl>
<div><dt>From</dt><dd>KMS Deletion Guard &lt;no-reply@sns.amazonaws.com&gt;</dd></div>
<div><dt>Subject</dt><dd class="subject">${subject}</dd></div>
</dl>
<pre class="body">${body.trimEnd().split('\n').map(line)}</pre>
<p class="footer">Below this, Amazon SNS adds a footer of its own: a link that ends the subscription, and where to ask questions.</p>
</div>
</article>`;

/** Only a line that is an address and nothing else is one of ours; text of others has no address left in it. */
const line = (text: string): Html => html`${link(text, html`${text}`)}\n`;
