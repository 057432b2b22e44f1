/** Realistic mails for load tests, each with its own Message-ID, subject and order of words. */

const words =
  "invoice printer meeting password account order delivery contract update server network laptop monitor screen report customer request question answer problem error message project team office phone number address date week month Monday Friday please thanks regards attached document file version install access permission folder backup restore slow broken missing wrong new old urgent tomorrow yesterday colleague manager department budget license renewal keyboard mouse cable adapter".split(
    " ",
  );

/**
 * @param size length of a whole mail in bytes, roughly
 * @returns `next(unique)`: a mail with that unique part in its author's address, so that they are no flood of one
 *   sender's, its Message-ID and its subject, in ASCII with CRLF, no line
 *   beginning with a dot, followed by the end-of-data line
 */
export function mailText(options: { from: string; to: string; size: number }) {
  const random = generator(options.size);
  const pick = () => words[Math.floor(random() * words.length)] ?? "";
  const bodies = Array.from({ length: 64 }, () => body(pick, Math.max(options.size - 420, 40)));
  const date = new Date().toUTCString().replace("GMT", "+0000");
  let count = 0;
  return {
    next(unique: string): string {
      const text = bodies[count++ % bodies.length] ?? "";
      return (
        `From: Load Sender <${unique}.${options.from}>\r\nTo: <${options.to}>\r\n` +
        `Subject: ${pick()} ${pick()} ${pick()} ${unique}\r\nDate: ${date}\r\n` +
        `Message-ID: <${unique}@load.example.net>\r\nMIME-Version: 1.0\r\n` +
        `Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n` +
        `${pick()} ${pick()} ${pick()}\r\n${text}.\r\n`
      );
    },
  };
}

function body(pick: () => string, length: number): string {
  let text = "";
  let line = "";
  while (text.length + line.length < length) {
    line += line === "" ? pick() : ` ${pick()}`;
    if (line.length > 65) {
      text += `${line}\r\n`;
      line = "";
    }
  }
  return `${text}${line}\r\n`;
}

/** Repeatable numbers in [0, 1), from a linear congruential generator. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
