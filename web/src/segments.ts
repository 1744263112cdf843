// How many segments a text is sent and billed in: the figures of the server's `platform/texts/segments.rs`.

const basic = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const extended = new Set("\f^{}\\[~]|€");

/** What a text costs. */
export type Count = { alphabet: "GSM-7" | "UCS-2"; units: number; segments: number; room: number };

/** What a character costs in GSM-7; none where it can't be written in it. */
export function septets(character: string): number | undefined {
  return basic.has(character) ? 1 : extended.has(character) ? 2 : undefined;
}

/** Counts a text. A character that takes two units is never parted between two segments. */
export function count(text: string): Count {
  const characters = [...text];
  const gsm = characters.every((one) => septets(one));
  const costs = characters.map((one) => (gsm ? septets(one) ?? 0 : one.length));
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const [alone, each] = gsm ? [160, 153] : [70, 67];
  const alphabet = gsm ? "GSM-7" : "UCS-2";
  if (units <= alone) return { alphabet, units, segments: 1, room: alone };
  let [segments, used] = [1, 0];
  for (const cost of costs) {
    if (used + cost > each) [segments, used] = [segments + 1, 0];
    used += cost;
  }
  return { alphabet, units, segments, room: segments * each };
}

/** The characters for which a text can't be written in GSM-7, each once, in their order. */
export function beyondGsm7(text: string): string[] {
  return [...new Set(text)].filter((one) => !septets(one));
}
