import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GuardError, messageOf } from '../../shared/errors.ts';
import { type Preview, pageOf } from './page.ts';

/** Writes the page, over an earlier one. Throws a GuardError when it cannot. */
export async function writePage(path: string, preview: Preview): Promise<void> {
  try {
    await writeFile(path, pageOf(preview));
  } catch (thrown) {
    throw cannotWrite(path, thrown);
  }
}

/** Whether the page can be written, asked before anything is read: reading may take minutes. Throws a GuardError when it cannot. */
export async function checkPagePath(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw unwritable(path, 'a folder');
  try {
    await access(there === undefined ? dirname(path) : path, constants.W_OK);
  } catch (thrown) {
    throw cannotWrite(path, thrown);
  }
}

const cannotWrite = (path: string, thrown: unknown): GuardError => unwritable(path, reasonOf(thrown), thrown);

const unwritable = (path: string, got: string, cause?: unknown): GuardError =>
  new GuardError(
    'preview-unwritable',
    `the page cannot be written: got ${got} for ${path}, wanted a file that can be written: give --preview another path`,
    cause,
  );

function reasonOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'no such folder';
    case 'ENOTDIR':
      return 'a file in place of a folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'no permission';
    case 'ENOSPC':
      return 'a full disk';
    default:
      return messageOf(thrown);
  }
}
