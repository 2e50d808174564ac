// Writes examples/: a quarter of an hour of CloudTrail of an organization that does not exist. Run again, it writes the same.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DATA, FRANKFURT, IRELAND, PAYMENTS, REPORTING, VIRGINIA } from './examples/cast.mjs';
import { text } from './examples/chance.mjs';
import { everyday, otherFailures, worldwide } from './examples/everyday.mjs';
import { keysFile } from './examples/keys-file.mjs';
import * as stories from './examples/stories.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../examples', import.meta.url));
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const byTime = (one, other) => (one.eventTime < other.eventTime ? -1 : Number(one.eventTime > other.eventTime));
const rounds = (times, calls) => Array.from({ length: times }, () => calls.map((call) => call())).flat();

/** A file as CloudTrail puts it into S3, compressed or as it looks once somebody has unpacked it. */
function writeTrail(account, region, packing, records) {
  const name = `${account}_CloudTrail_${region}_20261122T0315Z_${text(16, LETTERS)}.json`;
  const json = JSON.stringify({ Records: records.sort(byTime) });
  if (packing === 'gzip') writeFileSync(`${folder}/cloudtrail/${name}.gz`, gzipSync(json));
  else writeFileSync(`${folder}/cloudtrail/${name}`, json);
}

rmSync(`${folder}/cloudtrail`, { recursive: true, force: true });
mkdirSync(`${folder}/cloudtrail`, { recursive: true });
const workload = stories.workload();
const copies = stories.acrossAccounts();
writeTrail(PAYMENTS, IRELAND, 'plain', [
  ...rounds(4, everyday(PAYMENTS, IRELAND)),
  ...otherFailures(PAYMENTS, IRELAND),
  workload,
  ...stories.rescue(),
  ...stories.hostile(),
  copies.ofOwner,
]);
writeTrail(PAYMENTS, VIRGINIA, 'gzip', rounds(5, worldwide(PAYMENTS)));
writeTrail(DATA, IRELAND, 'gzip', [
  ...rounds(2, everyday(DATA, IRELAND)),
  ...otherFailures(DATA, IRELAND),
  ...stories.controller(),
  stories.inventory(),
  stories.unconfirmed(),
]);
writeTrail(REPORTING, FRANKFURT, 'gzip', [...rounds(3, everyday(REPORTING, FRANKFURT)), ...stories.keyOfPartner()]);
writeTrail(REPORTING, IRELAND, 'gzip', [...rounds(1, everyday(REPORTING, IRELAND)), copies.ofCaller]);

const shipped = rounds(1, everyday(PAYMENTS, IRELAND))
  .sort(byTime)
  .slice(-8)
  .map((one) => JSON.stringify(one));
const lines = [...shipped.slice(0, 5), stories.cutOff(), ...shipped.slice(5)];
writeFileSync(`${folder}/log-shipper.ndjson`, `${lines.join('\n')}\n`);
writeFileSync(`${folder}/one-record.json`, `${JSON.stringify(workload, null, 2)}\n`);
writeFileSync(`${folder}/keys.json`, `${JSON.stringify(keysFile(), null, 2)}\n`);
