import { globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { rolldown } from "rolldown";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

const WORKER = "src/entries/sw.ts";

/** Every file in src/entries is an entry: `reader.ts` becomes "src/entries/reader.ts" in the manifest. */
const entries = Object.fromEntries(
  globSync("src/entries/*.{ts,css}", { cwd: root }).filter((file) => file !== WORKER).map((file) => [
    basename(file, extname(file)) + (extname(file) === ".css" ? "-css" : ""),
    join(root, file),
  ]),
);

const A_DAY_MS = 86_400_000;

/**
 * Write .gz and .br beside each text file, so that the server never compresses while a pupil waits. Files of earlier
 * builds stay for a day: pages that are open, or kept offline, still ask for them.
 */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    writeBundle(options, bundle) {
      const folder = options.dir!;
      for (const file of Object.keys(bundle).filter((name) => /\.(js|css|svg|json|html)$/.test(name))) {
        const path = join(folder, file);
        const data = readFileSync(path);
        if (data.length < 1024) continue;
        writeFileSync(`${path}.gz`, gzipSync(data, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(data));
      }
      for (const file of globSync("assets/*", { cwd: folder })) {
        const current = file.replaceAll("\\", "/").replace(/\.(gz|br)$/, "") in bundle;
        if (!current && Date.now() - statSync(join(folder, file)).mtimeMs > A_DAY_MS) rmSync(join(folder, file));
      }
    },
  };
}

/**
 * The service worker is built apart, into one file: it may share modules with pages, and a chunk shared with them would
 * put an `import` into a classic worker, which no browser runs. Django serves dist/sw.js from the root.
 */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    async writeBundle(options) {
      const build = await rolldown({ input: join(root, WORKER), platform: "browser" });
      await build.write({ file: join(options.dir!, "sw.js"), format: "iife", minify: true });
      await build.close();
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
  plugins: [svelte(), precompress(), serviceWorker()],
  publicDir: join(root, "public"),
  css: { postcss: { plugins: [dark] } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome90", "firefox90", "safari15"],
    cssMinify: "lightningcss",
    rolldownOptions: {
      input: entries,
      // htmx carries an eval for hx-on and filters; our policy forbids it and htmx.config.allowEval is off.
      checks: { eval: false },
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
