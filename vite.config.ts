/**
 * The build: one static page that works from any path and asks no other origin for anything.
 * WEIR_OUT_DIR lets a test run build beside an already built page.
 */
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The development server injects inline scripts and styles and speaks over a socket; only there may the page allow them. */
const relaxPolicyInDevelopment: Plugin = {
  name: 'weir:relax-policy-in-development',
  apply: (_config, { command, isPreview }) => command === 'serve' && isPreview !== true,
  transformIndexHtml: html =>
    html
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
      .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
      .replace("connect-src 'self'", "connect-src 'self' ws:"),
}

export default defineConfig({
  base: './',
  plugins: [react(), relaxPolicyInDevelopment],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    sourcemap: true,
    chunkSizeWarningLimit: 1200,
    license: true,
    outDir: process.env['WEIR_OUT_DIR'] ?? 'dist',
    emptyOutDir: true,
  },
})
