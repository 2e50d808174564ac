/** A piece above this many characters is cut there: no CloudTrail record, log event or payload is near it. */
export const MAX_PIECE = 16 * 1024 * 1024;

// Fields whose arrays hold records: CloudTrail files, `aws cloudtrail lookup-events`, `aws logs filter-log-events`.
const CONTAINER = /"(?:Records|Events|events)"\s*:\s*$/;
const LOOK_BACK = 64;

const isSeparator = (char: string) => char === ',' || char === '\ufeff' || char.trim() === '';

/** Takes JSON text apart as it arrives. */
export interface JsonSplitter {
  write(chunk: string): void;
  /** Hands out what is left. False when the text ended in the middle of something. */
  end(): boolean;
}

/**
 * Splits a stream of JSON into its records while holding one of them at a time: the elements of a top-level array or of a known
 * container, and top-level values that follow each other (NDJSON, concatenated, pretty-printed, with a log prefix before them).
 * It only counts brackets and quotes and does not judge: a broken record comes out as the text that it is, since that text may
 * still matter. What stands around a container comes out as well, with the array emptied, since it may be a record itself.
 */
export function createJsonSplitter(piece: (text: string) => void, maxPiece: number = MAX_PIECE): JsonSplitter {
  let buffer = '';
  let at = 0; // next character to look at
  let start = 0; // of the value being read
  let state: 'between' | 'value' | 'string' | 'text' = 'between';
  let depth = 0;
  let base = 0; // the depth between two records: 0 at the top, 1 in a top-level array, 2 in a container
  let around = ''; // the object around a container, as far as it has been read

  const handOut = (end: number) => {
    piece(around === '' || base === 2 ? buffer.slice(start, end) : around + buffer.slice(start, end));
    if (base !== 2) around = '';
    state = 'between';
    depth = base;
    start = end;
  };

  const between = (char: string) => {
    start = at;
    if (isSeparator(char)) return;
    if (char === '[' && base === 0) depth = base = 1;
    else if (char === ']' && base > 0) leaveArray();
    else if (char === '{' || char === '[') {
      state = 'value';
      depth += 1;
    } else state = char === '"' ? 'string' : 'text';
  };

  const leaveArray = () => {
    depth = base - 1;
    state = base === 2 ? 'value' : 'between';
    base = 0;
  };

  /** After a `[` of the top-level object: its elements are records if the field is one that holds them. */
  const mayEnterContainer = () => {
    if (depth !== 2 || base !== 0 || !CONTAINER.test(buffer.slice(Math.max(start, at - LOOK_BACK), at))) return;
    around += buffer.slice(start, at + 1);
    base = 2;
    state = 'between';
  };

  const close = () => {
    depth -= 1;
    if (depth <= base) handOut(at + 1);
  };

  const value = (char: string) => {
    if (char === '"') state = 'string';
    else if (char === '}' || char === ']') close();
    else if (char === '{') depth += 1;
    else if (char === '[') {
      depth += 1;
      mayEnterContainer();
    }
  };

  const string = (char: string) => {
    if (char === '\\') at += 1;
    // A line cannot end inside a JSON string: what is broken here must not swallow the lines that follow.
    else if (char === '"' || char === '\n') {
      if (depth === base) handOut(at + 1);
      else state = 'value';
    }
  };

  /** What is no JSON: a log prefix, dropped when a record follows it on its line; else a line that is handed out. */
  const text = (char: string) => {
    if (char === '{' && base === 0) between(char);
    else if (char === '\n' || (base > 0 && (char === ',' || char === ']'))) {
      handOut(at);
      between(char);
    }
  };

  const steps = { between, value, string, text };
  return {
    write(chunk) {
      buffer = buffer.slice(start) + chunk;
      at -= start;
      start = 0;
      for (; at < buffer.length; at += 1) steps[state](buffer[at] ?? '');
      if (state === 'between') start = buffer.length;
      else if (buffer.length - start > maxPiece) handOut(buffer.length);
    },
    end() {
      const complete = base === 0 && (state === 'between' || state === 'text');
      if (state !== 'between') handOut(buffer.length);
      return complete;
    },
  };
}
