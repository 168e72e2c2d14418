import { defineConfig } from "vite";

const api = "http://127.0.0.1:8765";
const routes = ["sparql", "update", "graphs", "validate", "articles", "events", "export", "actors", "data", "id", "stats", "quarantine", "health", "ready"];

// The page is built into the folder that the server serves; `npx vite` shows changes at once, beside a server on its usual port.
export default defineConfig({
  // Relative, so that the page also works below a path of another server.
  base: "./",
  build: {
    outDir: "../api/page",
    emptyOutDir: true,
    target: "es2022",
    // Preloading by inline scripts or data addresses would need a weaker policy.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  server: {
    fs: { allow: [".."] },
    proxy: Object.fromEntries(routes.map((route) => [`^/${route}`, api])),
  },
});
