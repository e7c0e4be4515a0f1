import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { scanOffline } from './packing.ts'

const gateway = process.env['GATEHOUSE_URL'] ?? 'http://127.0.0.1:8080'

/** The screens, and the guard's page, which works without a network and so is small and whole. */
const PAGES = { index: 'index.html', scan: 'scan.html' }

/** All drawings are one file: small each, they are fetched together once somebody looks at one. */
const DRAWINGS = { name: 'mimics', test: /src\/mimics\/.*\.vue/, includeDependenciesRecursively: false }

export default defineConfig({
  plugins: [vue(), scanOffline()],
  define: { __VUE_OPTIONS_API__: 'false' },
  build: {
    target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 200,
    rolldownOptions: { input: PAGES, output: { codeSplitting: { groups: [DRAWINGS] } } },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': { target: gateway, ws: true } } },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'] },
})
