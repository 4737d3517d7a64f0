const URLS = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]+))\s*\)/g;

/** Rewrite the addresses in a style sheet that came from `base`: known files by `find`, others made absolute. */
export function rewriteUrls(text: string, base: string, find: (address: string) => string | null): string {
  return text.replace(URLS, (whole, double?: string, single?: string, bare?: string) => {
    const given = double ?? single ?? bare ?? "";
    if (!given || /^(data:|blob:|#)/i.test(given)) return whole;
    try {
      const full = new URL(given, base);
      return `url("${find(full.href.replace(/[?#].*$/, "")) ?? full.href}")`;
    } catch {
      return whole;
    }
  });
}
