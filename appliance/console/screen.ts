import { clearScreenDown, cursorTo } from "node:readline";
import { Transform, Writable } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import { styleText } from "node:util";

/**
 * The terminal as prompts write to it. Everything written in one turn of the event loop is written at once, so that no
 * half frame is visible. Without a known size, as on serial lines, it counts as 80 by 24.
 */
export class Screen extends Writable {
  readonly #out: WriteStream;
  #pending = "";
  /** True while a frame has to be drawn completely. */
  blank = false;

  constructor(out: WriteStream) {
    super({ decodeStrings: false });
    this.#out = out;
    // The terminal is gone; systemd sends SIGHUP.
    out.on("error", () => {});
    out.on("resize", () => this.repaint());
  }

  get columns(): number {
    return this.#out.columns >= 20 ? this.#out.columns : 80;
  }

  get rows(): number {
    return this.#out.rows >= 10 ? this.#out.rows : 24;
  }

  override _write(chunk: Buffer | string, _: BufferEncoding, done: () => void): void {
    if (this.#pending === "") queueMicrotask(() => this.flush());
    this.#pending += chunk;
    done();
  }

  /** Writes what is pending. */
  flush(): void {
    const text = this.#pending;
    this.#pending = "";
    if (text !== "") this.#out.write(text);
  }

  /** Draws what changed in the frame. */
  redraw(): void {
    this.emit("resize");
  }

  /** Redraws the whole frame, in case something else wrote on the screen. */
  repaint(): void {
    this.clear();
    this.blank = true;
    this.redraw();
    this.blank = false;
    this.redraw();
  }

  clear(): void {
    this.write(styleText("reset", "", { validateStream: false }));
    cursorTo(this, 0, 0);
    clearScreenDown(this);
  }
}

/** Bytes with a special meaning to the terminal or readline (suspend, quit, end, stop output): they are dropped. */
const dropped = new Set([
  0x00, 0x04, 0x0e, 0x0f, 0x11, 0x13, 0x15, 0x16, 0x17, 0x19, 0x1a, 0x1c, 0x1d, 0x1e, 0x1f,
]);
const CONTROL_L = 0x0c;

/** The keyboard as prompts read it: always raw, without keys that would leave the console. Control-L redraws. */
export class Keyboard extends Transform {
  readonly isTTY = true;
  readonly #in: ReadStream;
  readonly #onKeys: (redraw: boolean) => void;

  /** @param onKeys called when something was typed; `redraw` if Control-L was */
  constructor(source: ReadStream, onKeys: (redraw: boolean) => void) {
    super();
    this.#in = source;
    this.#onKeys = onKeys;
    if (source.isTTY) source.setRawMode(true);
    source.on("error", () => {});
    source.pipe(this);
  }

  /** Prompts switch raw mode on and off; between two prompts Control-C would be a signal. */
  setRawMode(on: boolean): this {
    if (on && this.#in.isTTY) this.#in.setRawMode(true);
    return this;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: (cause: null, out: Buffer) => void): void {
    const kept = chunk.filter((byte) => byte !== CONTROL_L && !dropped.has(byte));
    this.#onKeys(chunk.includes(CONTROL_L));
    done(null, Buffer.from(kept));
  }
}
