/**
 * Finds many texts in one text at once, in one pass (Aho and Corasick): rules ask for hundreds of words, and a mail is long.
 * Its cost is linear in the text, whatever the words are.
 */

export interface Literals {
  /**
   * Marks each word that a text contains.
   * @param found for each word, in their order: 1 once it has been found
   */
  find(text: string, found: Uint8Array): void;
}

/** The most transitions in a table, 4 MB; words that need more have them in a map, which is slower and takes what it needs. */
const MOST_TRANSITIONS = 1_000_000;

/** @param words each once; an empty one is in every text */
export function createLiterals(words: readonly string[]): Literals {
  const empty = words.indexOf("");
  const states = words.reduce((sum, word) => sum + word.length, 1);
  const units = new Set(words.flatMap((word) => word.split("")));
  const find = states * (units.size + 1) > MOST_TRANSITIONS ? createSparse(words) : createTable(words);
  return {
    find(text, found) {
      if (empty >= 0) found[empty] = 1;
      find(text, found);
    },
  };
}

const NONE = -1;

function createTable(words: readonly string[]): Literals["find"] {
  const classes = new Uint16Array(0x1_0000);
  let width = 1;
  let length = 1;
  for (const word of words) {
    length += word.length;
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at);
      if (classes[unit] === 0) classes[unit] = width++;
    }
  }
  /** From a state by a class of characters, all states a row; 0 is the start, and where no word goes on. */
  const next = new Int32Array(length * width);
  /** The word that ends in a state; and the nearest state whose word ends there as well. */
  const ends = new Int32Array(length).fill(NONE);
  const also = new Int32Array(length).fill(NONE);
  const states = addWords();
  link();

  return (text, found) => {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = next[state * width + (classes[text.charCodeAt(at)] ?? 0)] ?? 0;
      // What ends in a word's end has been marked with it.
      for (
        let end = ends[state] === NONE ? (also[state] ?? NONE) : state;
        end !== NONE;
        end = also[end] ?? NONE
      ) {
        const word = ends[end] ?? NONE;
        if (found[word] === 1) break;
        found[word] = 1;
      }
    }
  };

  /** The words as a tree. @returns how many states it has */
  function addWords(): number {
    let count = 1;
    for (const [n, word] of words.entries()) {
      let state = 0;
      for (let at = 0; at < word.length; at++) {
        const step = state * width + (classes[word.charCodeAt(at)] ?? 0);
        if (next[step] === 0) next[step] = count++;
        state = next[step] ?? 0;
      }
      if (state !== 0) ends[state] = n;
    }
    return count;
  }

  /** Fills in where to go on when a word does not: at the longest end of what was read that begins a word. */
  function link(): void {
    const back = new Int32Array(states);
    const order: number[] = [];
    for (let of = 1; of < width; of++) if (next[of] !== 0) order.push(next[of] ?? 0);
    for (let n = 0; n < order.length; n++) {
      const state = order[n] ?? 0;
      const behind = back[state] ?? 0;
      also[state] = ends[behind] === NONE ? (also[behind] ?? NONE) : behind;
      for (let of = 0; of < width; of++) {
        const step = state * width + of;
        const on = next[behind * width + of] ?? 0;
        const child = next[step] ?? 0;
        if (child === 0) next[step] = on;
        else {
          back[child] = on;
          order.push(child);
        }
      }
    }
  }
}

/** The same with transitions in a map: where a word does not go on, the next longest end of what was read is tried. */
function createSparse(words: readonly string[]): Literals["find"] {
  const next = new Map<number, number>();
  const children: { readonly unit: number; readonly to: number }[][] = [[]];
  const ends: number[] = [NONE];
  const back: number[] = [0];
  const also: number[] = [NONE];
  const step = (state: number, unit: number) => next.get(state * 0x1_0000 + unit);
  for (const [n, word] of words.entries()) {
    let state = 0;
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at);
      let to = step(state, unit);
      if (to === undefined) {
        to = children.push([]) - 1;
        ends.push(NONE);
        back.push(0);
        also.push(NONE);
        next.set(state * 0x1_0000 + unit, to);
        children[state]?.push({ unit, to });
      }
      state = to;
    }
    if (state !== 0) ends[state] = n;
  }
  const order = (children[0] ?? []).map(({ to }) => to);
  for (let n = 0; n < order.length; n++) {
    const state = order[n] ?? 0;
    const behind = back[state] ?? 0;
    also[state] = ends[behind] === NONE ? (also[behind] ?? NONE) : behind;
    for (const { unit, to } of children[state] ?? []) {
      back[to] = after(behind, unit);
      order.push(to);
    }
  }
  return (text, found) => {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = after(state, text.charCodeAt(at));
      for (
        let end = ends[state] === NONE ? (also[state] ?? NONE) : state;
        end !== NONE;
        end = also[end] ?? NONE
      ) {
        const word = ends[end] ?? NONE;
        if (found[word] === 1) break;
        found[word] = 1;
      }
    }
  };

  function after(from: number, unit: number): number {
    for (let state = from; ; state = back[state] ?? 0) {
      const to = step(state, unit);
      if (to !== undefined) return to;
      if (state === 0) return 0;
    }
  }
}
