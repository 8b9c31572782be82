/**
 * The build: one static page that works from any path and asks no other origin for anything.
 * WEIR_OUT_DIR lets a test run build beside an already built page.
 */
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { relaxedPolicy } from './tools/page-policy/relaxed-policy.ts'

/** Only the development server may do what the policy of the built page forbids. */
const relaxPolicyInDevelopment: Plugin = {
  name: 'weir:relax-policy-in-development',
  apply: (_config, { command, isPreview }) => command === 'serve' && isPreview !== true,
  transformIndexHtml: relaxedPolicy,
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
