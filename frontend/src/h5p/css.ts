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

const FAMILIES = ["Be Vietnam Pro", "Open Sans", "Inter"];

/** The base of every sandbox: our text face also under the names the H5P core and its themes ask for. */
export function sandboxCss(faces: string): string {
  const own = faces.split("\n").filter((line) => line.includes('"Be Vietnam Pro"') && /bvp-(latin|vietnamese)-(400|600|700)\./.test(line));
  const named = FAMILIES.flatMap((family) => own.map((line) => line.replace('"Be Vietnam Pro"', `"${family}"`)));
  return `${named.join("\n")}
html, body { margin: 0; padding: 0; background: #fff; }
html.h5p-iframe body { overflow: hidden; font-family: "Be Vietnam Pro", system-ui, sans-serif; }
html.h5p-iframe .h5p-content { box-sizing: border-box; padding: 12px 14px; border: 0; overflow-x: auto; }
`;
}

/** Take out the faces the core brings along (some 700 KB): `sandboxCss` stands in for them. */
export function withoutFaces(text: string): string {
  return text.replace(/@font-face\s*\{[^}]*\}/g, (face) => (/\/(inter|open-sans)\/|hub-publish/.test(face) ? "" : face));
}
