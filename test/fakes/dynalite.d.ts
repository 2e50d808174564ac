declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Times in milliseconds. */
  function dynalite(options?: { readonly createTableMs?: number; readonly maxItemSizeKb?: number }): Server;
  export = dynalite;
}
