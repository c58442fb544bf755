import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Where a running Qiao listens while the desk is developed with its own server.
const QIAO = process.env['QIAO_WEB_DEV_SERVER'] ?? 'http://127.0.0.1:8600'

const common = {
  target: ['chrome97', 'edge97', 'firefox104', 'safari15.4'], // also the web views of older phones
  assetsInlineLimit: 0, // data: addresses are refused by the page's content security policy
  reportCompressedSize: false,
  emptyOutDir: true,
  modulePreload: { polyfill: false },
} satisfies NonNullable<ViteUserConfig['build']>

/** `widget.js`: one file without a framework, for any page of the lender. */
const widget: ViteUserConfig = {
  root: at('./src/widget'),
  publicDir: false,
  build: {
    ...common,
    outDir: at('./dist'),
    lib: { entry: at('./src/widget/main.ts'), name: 'QiaoWidget', formats: ['iife'], fileName: () => 'widget.js' },
  },
}

/** The customer's own page: it shows the widget over the whole window. */
const page: ViteUserConfig = {
  root: at('./src/page'),
  build: { ...common, outDir: at('./dist'), emptyOutDir: false, assetsDir: 'page' },
}

const desk: ViteUserConfig = {
  root: at('./src/desk'),
  base: '/desk/',
  plugins: [vue()],
  build: { ...common, outDir: at('./dist/desk') },
  server: { proxy: { '/api': { target: QIAO, ws: true } } },
}

const tests: ViteUserConfig = {
  plugins: [vue()],
  test: {
    environment: 'jsdom',
    include: ['src/**/*.spec.ts'],
    setupFiles: ['src/shared/testing/patience.ts'],
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
    css: { include: [/\.css/] },
  },
}

export default defineConfig(({ mode }) => {
  switch (mode) {
    case 'widget': return widget
    case 'page': return page
    case 'desk': return desk
    default: return tests
  }
})
