/**
 * The address that a link may have (https, mailto, tel), from what a person typed, or null when it is none of these.
 * A bare name gets `https://`, a bare address `mailto:`, a number `tel:`.
 */
export function address(typed: string): string | null {
  const text = typed.trim();
  if (!text || /\s/.test(text.replace(/^(tel:)?[+\d][\d\s().-]+$/i, ""))) return null;
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/.]{2,}$/.test(text)) return `mailto:${text}`;
  const digits = text.replace(/^tel:/i, "").replace(/[\s().-]/g, "");
  if (/^\+?\d{5,15}$/.test(digits) && !/^[\d]+(\.\d+){3}$/.test(text)) return `tel:${digits}`;
  const schemed = /^[a-z][a-z0-9+.-]*:(?!\d+(\/|$))/i.test(text) ? text : `https://${text}`;
  let url: URL;
  try {
    url = new URL(schemed);
  } catch {
    return null;
  }
  if (url.protocol === "mailto:") return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(url.pathname) ? url.href : null;
  if (url.protocol !== "https:" || url.username || url.password) return null;
  return /\.[^.\d][^.]*$|^localhost$/.test(url.hostname) || url.hostname.startsWith("xn--") ? url.href : null;
}
