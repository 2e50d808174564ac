/** A piece above this many characters is cut there: no CloudTrail record, log event or payload is near it. */
export const MAX_PIECE = 16 * 1024 * 1024;

// Fields whose arrays hold records: CloudTrail files, `aws cloudtrail lookup-events`, `aws logs filter-log-events`.
const CONTAINER = /"(?:Records|Events|events)"\s*:\s*$/;
const LOOK_BACK = 64;

// A byte order mark is white space to trim().
const isSeparator = (char: string) => char === ',' || char.trim() === '';

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
 * still matter. What stands around a container comes out as well, with the array emptied, since it may be a record itself. So
 * does what stands before a record on its line, as a prefix: mostly a log's own words, but half a record where a file has lost
 * its beginning.
 */
export function createJsonSplitter(
  piece: (text: string, isPrefix: boolean) => void,
  maxPiece: number = MAX_PIECE,
): JsonSplitter {
  let before = ''; // of the value being read: what came in earlier chunks
  let buffer = ''; // the chunk
  let at = 0; // next character of it to look at
  let start = 0; // where the value begins in it, or goes on
  let state: 'between' | 'bracket' | 'value' | 'string' | 'text' = 'between';
  let depth = 0;
  let base = 0; // the depth between two records: 0 at the top, 1 in a top-level array, 2 in a container
  let around = ''; // the object around a container, as far as it has been read
  let broken = false; // the value being read has a line that ends inside a string, which no JSON has

  /** What has been read of the value, up to a place in the chunk. Put together once: a long value costs no more than its length. */
  const taken = (end: number): string => {
    const text = before + buffer.slice(start, end);
    before = '';
    start = end;
    return text;
  };

  const handOut = (end: number) => {
    piece((base === 2 ? taken(end) : around + taken(end)).trimEnd(), false);
    if (base !== 2) around = '';
    broken = false;
    state = 'between';
    depth = base;
  };

  const between = (char: string) => {
    before = '';
    start = at;
    if (isSeparator(char)) return;
    if (char === '[' && base === 0) state = 'bracket';
    else if (char === ']' && base > 0) leaveArray();
    else if (char === '{' || char === '[') {
      state = 'value';
      depth += 1;
    } else state = char === '"' ? 'string' : 'text';
  };

  /** After a `[` at the top: an array, if something follows that can hold records; else a log prefix such as "[INFO]". */
  const bracket = (char: string) => {
    if (isSeparator(char)) return;
    if ('{["]'.includes(char)) {
      depth = base = 1;
      between(char);
    } else state = 'text';
  };

  const leaveArray = () => {
    depth = base - 1;
    state = base === 2 ? 'value' : 'between';
    base = 0;
  };

  /** After a `[` of the top-level object: its elements are records if the field is one that holds them. */
  const mayEnterContainer = () => {
    if (depth !== 2 || base !== 0 || around.length > maxPiece) return;
    const near = buffer.slice(Math.max(start, at - LOOK_BACK), at);
    if (!CONTAINER.test(near.length < LOOK_BACK ? before.slice(-LOOK_BACK) + near : near)) return;
    around += taken(at + 1);
    base = 2;
    state = 'between';
  };

  const close = () => {
    depth -= 1;
    if (depth <= base) handOut(at + 1);
  };

  /** A broken value ends where the next one begins on a line of its own. */
  const open = () => {
    if (broken && base === 0 && (at === 0 ? before : buffer.slice(0, at)).endsWith('\n')) {
      handOut(at);
      between('{');
    } else depth += 1;
  };

  const value = (char: string) => {
    if (char === '"') state = 'string';
    else if (char === '}' || char === ']') close();
    else if (char === '{') open();
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
      else {
        state = 'value';
        broken ||= char === '\n';
      }
    }
  };

  /** What is no JSON: a prefix when a record follows it on its line, else a line of its own. */
  const text = (char: string) => {
    if (char === '{' && base === 0) {
      piece(taken(at), true);
      between(char);
    } else if (char === '\n' || (base > 0 && (char === ',' || char === ']'))) {
      handOut(at);
      between(char);
    }
  };

  const steps = { between, bracket, value, string, text };
  return {
    write(chunk) {
      before += buffer.slice(start);
      at -= buffer.length;
      start = 0;
      buffer = chunk;
      for (; at < buffer.length; at += 1) steps[state](buffer[at] ?? '');
      if (state === 'between') start = buffer.length;
      else if (before.length + buffer.length - start > maxPiece) handOut(buffer.length);
    },
    end() {
      const complete = base === 0 && (state === 'between' || state === 'text');
      if (state !== 'between') handOut(buffer.length);
      if (around !== '') piece(around, true);
      return complete;
    },
  };
}
