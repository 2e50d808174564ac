import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, tailOf } from './command.mjs';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
const READY_WITHIN_MS = 20_000;
const LOOPBACK = '127.0.0.1,localhost';

/**
 * Starts ministack on a free port of 127.0.0.1, as strict as it can be: TLS, since the topics refuse plain HTTP, and with IAM
 * enforced, so that a right that the deployed role lacks is missed here. Its Lambda workers run in Node 24.
 * @returns its URL, its certificate with the key, and how to stop it
 */
export async function startEmulator({ python, nodeFolder, folder, log, signal }) {
  const port = await freePort();
  const certificate = await makeCertificate(folder, signal);
  const out = openSync(log, 'w');
  // Not its own `ministack` command: with TLS that one takes port 443 as well.
  const listen = ['--bind', `127.0.0.1:${port}`, '--certfile', certificate.file, '--keyfile', certificate.key];
  const child = spawn(python, ['-m', 'hypercorn', 'ministack.app:app', ...listen], {
    cwd: folder,
    // A group of its own, so that its workers end with it.
    detached: true,
    stdio: ['ignore', out, out],
    env: {
      ...ownEnvironment(folder),
      PATH: `${nodeFolder}${delimiter}${process.env.PATH}`,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      USE_SSL: '1',
      MINISTACK_SSL_CERT: certificate.file,
      MINISTACK_SSL_KEY: certificate.key,
      // For the functions; what the machine sets for its own registries would go before.
      NODE_EXTRA_CA_CERTS: certificate.file,
      AUTH: 'true',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      CLOUDTRAIL_RECORDING: '1',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
  });
  closeSync(out);
  const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  const stop = async () => {
    killGroup(child.pid, 'SIGTERM');
    if ((await Promise.race([ended, sleep(3000, 'late', { ref: false })])) === 'late') killGroup(child.pid, 'SIGKILL');
    // Whatever of the group outlived its leader.
    killGroup(child.pid, 'SIGKILL');
  };
  try {
    await ready(port, child, readFileSync(certificate.file), log, signal);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url: `https://127.0.0.1:${port}`, certificate: certificate.file, key: certificate.key, stop };
}

/** Environment without anything of the user's AWS configuration, and with a home of its own. */
export function ownEnvironment(folder) {
  const home = join(folder, 'home');
  const temporary = join(folder, 'tmp');
  for (const path of [home, temporary]) mkdirSync(path, { recursive: true });
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    TMPDIR: temporary,
    NO_PROXY: LOOPBACK,
    no_proxy: LOOPBACK,
  };
}

/** Made by openssl, as ministack does it; a certificate of our own keeps out of its shared folder and names our address only. */
async function makeCertificate(folder, signal) {
  const certificate = { file: join(folder, 'emulator.crt'), key: join(folder, 'emulator.key') };
  await run(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=emulator'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', certificate.key, '-out', certificate.file],
    ],
    { signal },
  );
  return certificate;
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function ready(port, child, ca, log, signal) {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    signal.throwIfAborted();
    if (child.exitCode !== null || child.pid === undefined) break;
    if (await healthy(port, ca)) return;
    await sleep(100);
  }
  const text = existsSync(log) ? tailOf(readFileSync(log, 'utf8'), 20) : '';
  throw new Error(`the emulator did not start within ${READY_WITHIN_MS / 1000} s:\n${text}`);
}

function healthy(port, ca) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/_ministack/health', ca }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

function killGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}
