/**
 * Guesses the charset of eight-bit text that names none and is not UTF-8: by which bytes are well-formed in it and how
 * often its most common characters occur. Western European if nothing indicates another.
 * @returns a label that Node's TextDecoder knows
 */
export function guessCharset(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, SAMPLE);
  let high = 0;
  let letters = 0;
  for (const byte of sample) {
    if (byte >= 0x80) high++;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters++;
  }
  // A Western text has a few accents among many plain letters; the others have mostly high bytes.
  if (high < 4 || high * 3 < letters) return "windows-1252";
  let best = "windows-1252";
  let bestScore = 0.35;
  for (const candidate of candidates) {
    const score = candidate.score(sample);
    if (score > bestScore) {
      best = candidate.name;
      bestScore = score;
    }
  }
  return best;
}

const SAMPLE = 8192;

const decoders = new Map<string, TextDecoder>();

/** A cached decoder, since creating one costs more than decoding a header's few bytes. @param name one that Node knows */
export function decoderOf(name: string): TextDecoder {
  let decoder = decoders.get(name);
  if (decoder === undefined) {
    decoder = new TextDecoder(name);
    decoders.set(name, decoder);
  }
  return decoder;
}

interface Candidate {
  readonly name: string;
  /** Between 0 (impossible) and 1: the share of its characters that are common in the languages it is used for. */
  readonly score: (sample: Uint8Array) => number;
}

const kana = /[\u3041-\u3096\u30a1-\u30fc\u3001\u3002]/;
const hangul = /[\uac00-\ud7a3]/;
// About fifty of the most common characters in Chinese text, simplified and traditional.
const simplified =
  /[\u3002\uff0c\u7684\u4e00\u662f\u4e0d\u4e86\u5728\u4eba\u6709\u6211\u4ed6\u8fd9\u4e2a\u4eec\u4e2d\u6765\u4e0a\u5927\u4e3a\u548c\u56fd\u5730\u5230\u4ee5\u8bf4\u65f6\u8981\u5c31\u51fa\u4f1a\u53ef\u4e5f\u4f60\u5bf9\u751f\u80fd\u800c\u5b50\u90a3\u5f97\u4e8e\u7740\u4e0b\u81ea\u4e4b\u5e74\u8fc7\u53d1\u540e\u8bf7\u8c22\u597d\u60a8\u90ae\u4ef6]/;
const traditional =
  /[\u3002\uff0c\u7684\u4e00\u662f\u4e0d\u4e86\u5728\u4eba\u6709\u6211\u4ed6\u9019\u500b\u5011\u4e2d\u4f86\u4e0a\u5927\u70ba\u548c\u570b\u5730\u5230\u4ee5\u8aaa\u6642\u8981\u5c31\u51fa\u6703\u53ef\u4e5f\u4f60\u5c0d\u751f\u80fd\u800c\u5b50\u90a3\u5f97\u65bc\u8457\u4e0b\u81ea\u4e4b\u5e74\u904e\u767c\u5f8c\u8acb\u8b1d\u597d\u60a8\u90f5\u4ef6]/;

const candidates: readonly Candidate[] = [
  { name: "shift_jis", score: (sample) => common(sample, "shift_jis", kana, 1.6) },
  { name: "euc-jp", score: (sample) => common(sample, "euc-jp", kana, 1.6) },
  { name: "euc-kr", score: (sample) => common(sample, "euc-kr", hangul, 0.8) },
  { name: "gb18030", score: (sample) => common(sample, "gb18030", simplified, 2.5) },
  { name: "big5", score: (sample) => common(sample, "big5", traditional, 2.5) },
  { name: "windows-1251", score: (sample) => cyrillic(sample, "windows-1251") },
  { name: "koi8-r", score: (sample) => cyrillic(sample, "koi8-r") },
];

function common(sample: Uint8Array, name: string, usual: RegExp, weight: number): number {
  const text = decoderOf(name).decode(sample);
  let wide = 0;
  let usuals = 0;
  let wrong = 0;
  for (const character of text) {
    if (character === "\ufffd") wrong++;
    else if (character > "\x7f") {
      wide++;
      // Half-width katakana and private use characters appear when other charsets are read as this one.
      if (/[\uff61-\uff9f\ue000-\uf8ff]/.test(character)) wrong++;
      else if (usual.test(character)) usuals++;
    }
  }
  // A character cut at the sample's end does not count.
  if (wrong > 1 + wide / 100) return 0;
  return Math.min(1, (usuals / Math.max(1, wide)) * weight);
}

/** Russian and related languages: mostly lower-case letters, with the vowels among the most common. */
function cyrillic(sample: Uint8Array, name: string): number {
  const text = decoderOf(name).decode(sample);
  let lower = 0;
  let vowels = 0;
  let all = 0;
  for (const character of text) {
    if (character <= "\x7f") continue;
    all++;
    if (character >= "\u0430" && character <= "\u0451") lower++;
    if ("\u043e\u0435\u0430\u0438\u043d\u0442\u0441".includes(character)) vowels++;
  }
  if (all === 0) return 0;
  return lower / all > 0.6 ? Math.min(1, (vowels / all) * 1.6) : 0;
}
