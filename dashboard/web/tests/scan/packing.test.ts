// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { filesOf } from '../../packing'

const chunk = (name: string, other: object = {}) => ({
  type: 'chunk', fileName: `assets/${name}-1.js`, name, isEntry: false, imports: [], dynamicImports: [], viteMetadata: { importedCss: new Set(), importedAssets: new Set() }, ...other,
})

describe('what the phone keeps of the page', () => {
  it('is all that the page may ever load, and nothing of the other screens', () => {
    const all = [
      chunk('scan', { isEntry: true, imports: ['assets/base-1.js'], dynamicImports: ['assets/late-1.js'], viteMetadata: { importedCss: new Set(['assets/scan-1.css']), importedAssets: new Set() } }),
      chunk('base', { imports: ['assets/scan-1.js'] }),
      chunk('late'),
      chunk('index', { isEntry: true, imports: ['assets/base-1.js'] }),
      { type: 'asset', fileName: 'assets/decoder-1.js' },
      { type: 'asset', fileName: 'assets/zxing_reader-1.wasm' },
      { type: 'asset', fileName: 'assets/index-1.css' },
    ]
    const files = filesOf(Object.fromEntries(all.map((one) => [one.fileName, one])) as never)
    expect(files[0]).toBe('/scan')
    expect(files.filter((file) => file.startsWith('/assets/')).sort()).toEqual([
      '/assets/base-1.js', '/assets/decoder-1.js', '/assets/late-1.js', '/assets/scan-1.css', '/assets/scan-1.js', '/assets/zxing_reader-1.wasm',
    ])
  })

  it('needs a page', () => expect(() => filesOf({})).toThrow('scan'))
})
