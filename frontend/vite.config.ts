import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

/** Every file in src/entries is an entry: `reader.ts` becomes "src/entries/reader.ts" in the manifest. */
const entries = Object.fromEntries(
  globSync("src/entries/*.{ts,css}", { cwd: root }).map((file) => [
    basename(file, extname(file)) + (extname(file) === ".css" ? "-css" : ""),
    join(root, file),
  ]),
);

/** Write .gz and .br beside each text file, so that the server never compresses while a pupil waits. */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    writeBundle(options) {
      for (const file of globSync("**/*.{js,css,svg,json,html}", { cwd: options.dir! })) {
        const path = join(options.dir!, file);
        const data = readFileSync(path);
        if (data.length < 1024) continue;
        writeFileSync(`${path}.gz`, gzipSync(data, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(data));
      }
    },
  };
}

/** `@dark { … }` becomes [data-theme="dark"] { … } and, for people who follow their system, the same inside a media query. */
const dark = {
  postcssPlugin: "dark",
  AtRule: {
    dark(rule: any, { AtRule, Rule }: any) {
      const inside = (selector: string) => new Rule({ selector, nodes: rule.nodes.map((node: any) => node.clone()) });
      const media = new AtRule({ name: "media", params: "screen and (prefers-color-scheme: dark)" });
      media.append(inside('[data-theme="auto"]'));
      rule.replaceWith(inside('[data-theme="dark"]'), media);
    },
  },
};

export default defineConfig({
  root,
  base: "./",
  plugins: [svelte(), precompress()],
  publicDir: join(root, "public"),
  css: { postcss: { plugins: [dark] } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome90", "firefox90", "safari15"],
    cssMinify: "lightningcss",
    rolldownOptions: {
      input: entries,
      output: {
        entryFileNames: "assets/[name]-[hash].js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
