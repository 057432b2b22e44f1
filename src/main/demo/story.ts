/** A story, scene by scene; between scenes it yields how many busy minutes pass (see calendar.ts). */
export type Story = AsyncGenerator<number, void, void>;

export interface Director {
  /** Starts a story this many busy minutes after the beginning. */
  add(at: number, story: Story): void;
  /** Plays all stories in order of time, until the end. Later scenes are dropped. */
  run(each: (at: number) => Promise<void>): Promise<void>;
}

interface Scene {
  readonly at: number;
  /** Orders scenes with the same time: the one planned first is first. */
  readonly order: number;
  readonly story: Story;
}

/**
 * Plays many stories concurrently. Only those that have begun are in memory.
 * @param end busy minutes
 */
export function createDirector(end: number): Director {
  // A binary heap, the next scene on top.
  const scenes: Scene[] = [];
  let order = 0;

  const at = (index: number): Scene => {
    const scene = scenes[index];
    if (scene === undefined) throw new Error(`no scene ${index}`);
    return scene;
  };
  const before = (a: number, b: number): boolean => {
    const [one, other] = [at(a), at(b)];
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  };
  const swap = (a: number, b: number) => {
    [scenes[a], scenes[b]] = [at(b), at(a)];
  };

  function add(time: number, story: Story): void {
    if (time > end) return;
    scenes.push({ at: time, order: order++, story });
    let child = scenes.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(child, parent)) break;
      swap(child, parent);
      child = parent;
    }
  }

  function next(): Scene | undefined {
    if (scenes.length < 2) return scenes.pop();
    const top = at(0);
    swap(0, scenes.length - 1);
    scenes.pop();
    for (let parent = 0; ; ) {
      const children = [2 * parent + 1, 2 * parent + 2].filter((child) => child < scenes.length);
      const first = children.reduce((a, b) => (before(b, a) ? b : a), parent);
      if (first === parent) return top;
      swap(first, parent);
      parent = first;
    }
  }

  return {
    add,
    async run(each) {
      for (let scene = next(); scene !== undefined; scene = next()) {
        await each(scene.at);
        const step = await scene.story.next();
        if (!step.done) add(scene.at + step.value, scene.story);
      }
    },
  };
}
