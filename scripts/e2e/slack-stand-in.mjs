import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** Below this path the stand-in takes messages; the end stands for the secret, and must be found nowhere. */
export const WEBHOOK_PATH = '/services/T000MARKED/B000MARKED/markedWebhookSecret';

/**
 * Plays Slack for the deployed function: takes messages, and keeps them for the tests, which ask by `GET /messages` and decide by
 * `PUT /mode` whether it answers (`ok`), or hangs up before it does (`dead`). On the certificate of the emulator, which the functions trust.
 * @returns the webhook's URL, its host with the port, where the tests ask, and how to stop it
 */
export async function startSlack({ certificate, key }) {
  const messages = [];
  let mode = 'ok';
  let tries = 0;
  const server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    async (request, response) => {
      const body = (await buffer(request)).toString('utf8');
      const answer = (status, text) => void response.writeHead(status).end(text);
      const asked = `${request.method} ${request.url}`;
      if (asked === 'GET /messages') return answer(200, JSON.stringify({ tries, messages }));
      if (asked === 'PUT /mode') {
        mode = body;
        return answer(200, mode);
      }
      if (asked !== `POST ${WEBHOOK_PATH}`) return answer(404, 'no_service');
      tries += 1;
      if (mode === 'dead') return void response.destroy();
      messages.push(JSON.parse(body));
      return answer(200, 'ok');
    },
  );
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host,
    url: `https://${host}`,
    webhook: `https://${host}${WEBHOOK_PATH}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
