import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** What a command needs to take its place on the command line. */
export interface Registration {
  readonly program: Command;
  readonly version: string;
  readonly terminal: Terminal;
  /** Runs the command, unless something is wrong with what was typed, and takes the exit code that it comes to. */
  readonly run: (command: () => Promise<ExitCode>, faults: readonly string[]) => Promise<void>;
}

/** Puts one command on the command line. */
export type Register = (registration: Registration) => void;

/** Where AWS is to be asked, as it is typed. */
export interface PlaceFlags {
  readonly region?: string;
  readonly profile?: string;
}

/** The options of {@link PlaceFlags}; `of` says whose Region it is. */
export const withPlace = (command: Command, of = 'the deployment'): Command =>
  command
    .option('--region <region>', `Region of ${of} (default: as the AWS CLI has it)`)
    .option('--profile <name>', 'profile of the AWS CLI to act as');
