import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../shared/errors.ts';

/** A file, or standard input, that may hold records. */
export interface Source {
  /** As people know it: the path, or "standard input". */
  readonly name: string;
  readonly open: () => Readable;
}

/** What the arguments of a command lead to: sources, and what cannot be read, by name. */
export type Listed =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'unreadable'; readonly name: string; readonly reason: string };

/** Files that are taken from a folder; a file that is named itself is read whatever it is called. */
const RECORD_FILE = /\.(json|jsonl|ndjson|log)(\.gz)?$|\.gz$/i;

/** Lists the sources that paths lead to, folders with all that is below them, in the order of their names. */
export async function* listSources(paths: readonly string[], stdin: Readable): AsyncGenerator<Listed> {
  for (const [at, path] of paths.entries()) {
    // Standard input can be read once only.
    if (path === '-' && paths.indexOf('-') < at) continue;
    if (path === '-') yield { kind: 'source', source: { name: 'standard input', open: () => stdin } };
    else yield* listArgument(path);
  }
}

/** A path that a person gave: a folder in which nothing can hold records is a fault, since silence would look like a clean bill. */
async function* listArgument(path: string): AsyncGenerator<Listed> {
  let found = false;
  for await (const listed of listPath(path)) {
    found ||= listed.kind !== 'skipped';
    yield listed;
  }
  if (!found)
    yield {
      kind: 'unreadable',
      name: path,
      reason: 'no file in it that can hold records (.json, .jsonl, .ndjson, .log, .gz)',
    };
}

async function* listPath(path: string): AsyncGenerator<Listed> {
  try {
    if (!(await stat(path)).isDirectory()) {
      yield { kind: 'source', source: fileSource(path) };
      return;
    }
    const entries: { name: string; isFolder: boolean; isFile: boolean }[] = [];
    for await (const entry of await opendir(path)) {
      entries.push({
        name: entry.name,
        isFolder: entry.isDirectory(),
        isFile: entry.isFile() || entry.isSymbolicLink(),
      });
    }
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const { name, isFolder, isFile } of entries) {
      if (isFolder) yield* listPath(join(path, name));
      else if (isFile && RECORD_FILE.test(name)) yield { kind: 'source', source: fileSource(join(path, name)) };
      else yield { kind: 'skipped' };
    }
  } catch (thrown) {
    yield { kind: 'unreadable', name: path, reason: reasonOf(thrown) };
  }
}

const fileSource = (path: string): Source => ({ name: path, open: () => createReadStream(path) });

/**
 * The text of a source, in pieces of some kilobytes. A gzip stream is known by its first two bytes, whatever the file is called, and
 * so is UTF-16, which PowerShell's `>` writes. Throws what reading throws, after handing out what could be read.
 */
export async function* textOf(source: Source): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of inflated(source.open())) {
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8');
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder !== undefined) yield decoder.decode();
}

async function* inflated(raw: Readable): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = raw[Symbol.asyncIterator]();
  const first = await firstBytes(chunks);
  const whole = async function* () {
    yield first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  };
  if (first[0] !== 0x1f || first[1] !== 0x8b) yield* whole();
  // What is inflated before the stream breaks is handed out before the error is thrown, but for zlib's last 16 KB of broken data.
  else yield* pipeline(Readable.from(whole()), createGunzip(), () => undefined);
}

/** At least two bytes, or all there are. */
async function firstBytes(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    bytes = Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

/** Why a file could not be read, in words. */
export function reasonOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'no such file or folder';
    case 'EACCES':
      return 'no permission to read it';
    case 'Z_BUF_ERROR':
      return 'its gzip stream ends in the middle; what came before has been read';
    case 'Z_DATA_ERROR':
      return 'its gzip stream is broken; not all of what it held has been read';
    default:
      return messageOf(thrown);
  }
}
