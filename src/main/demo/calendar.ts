/**
 * Working time. A story is measured in busy minutes: one passes per minute of a working day, or in many minutes at
 * night or on a Sunday. So mails and replies are written when people work, whenever the story ends.
 */
export interface Calendar {
  /** The time after this many busy minutes, in milliseconds since 1970; also after the end. */
  at(busy: number): number;
}

const HOUR = 3_600_000;

/**
 * @param end the end of the story, in milliseconds since 1970
 * @param length its length in busy minutes
 */
export function createCalendar(end: number, length: number): Calendar {
  let first = Math.floor(end / HOUR) * HOUR;
  let left = length - busyMinutes(first) * ((end - first) / HOUR);
  while (left > 0) {
    first -= HOUR;
    left -= busyMinutes(first);
  }
  // Busy minutes before each hour; negative for the first, in which the story starts.
  const passed = [left];

  return {
    at(busy) {
      for (let last = passed.at(-1) ?? 0; last <= busy; ) {
        last += busyMinutes(first + (passed.length - 1) * HOUR);
        passed.push(last);
      }
      const hour = lastAtMost(passed, busy);
      const [from = 0, to = 1] = passed.slice(hour, hour + 2);
      return Math.floor(first + HOUR * (hour + (busy - from) / (to - from)));
    },
  };
}

/** How busy the hour that begins then is, in local time; 60 is a busy working hour. */
function busyMinutes(from: number): number {
  const at = new Date(from);
  const hour = at.getHours();
  const rest = at.getDay() === 0 || at.getDay() === 6;
  const work = hour >= 8 && hour < 18;
  const evening = hour >= 18 && hour < 23;
  return 60 * (work ? 1 : evening ? 0.2 : 0.005) * (rest ? 0.12 : hour === 12 ? 0.7 : 1);
}

/** The index of the last of these ascending numbers that is not above `value`. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
