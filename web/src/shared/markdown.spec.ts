import { describe, expect, it } from 'vitest'
import { plainLine, renderMarkdown } from './markdown.ts'

function shown(text: string): string {
  const box = document.createElement('div')
  box.append(renderMarkdown(text))
  return new XMLSerializer().serializeToString(box).replace(/ xmlns="[^"]+"/g, '').slice(5, -6)
}

describe('renderMarkdown', () => {
  it.each([
    ['您好', '<p>您好</p>'],
    ['一\n二', '<p>一<br />二</p>'],
    ['一\n\n二', '<p>一</p><p>二</p>'],
    ['步骤：\n1. 打开\n2. **确认**', '<p>步骤：</p><ol><li>打开</li><li><strong>确认</strong></li></ol>'],
    ['- 甲\n\n- 乙\n完', '<ul><li>甲</li><li>乙</li></ul><p>完</p>'],
    ['3. 三', '<ol start="3"><li>三</li></ol>'],
    ['1.5 倍\n-5 元', '<p>1.5 倍<br />-5 元</p>'],
    ['a ** b', '<p>a ** b</p>'],
    ['', ''],
  ])('%j', (text, html) => expect(shown(text)).toBe(html))

  it.each([
    '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '[a](javascript:alert(1))', '**<b onclick=x>**',
    '- <svg onload=alert(1)>', '1. &lt;iframe&gt;',
  ])('keeps %s as text', (text) => {
    const box = document.createElement('div')
    box.append(renderMarkdown(text))
    expect([...box.querySelectorAll('*')].every(({ localName }) => ['p', 'ul', 'ol', 'li', 'strong', 'br'].includes(localName))).toBe(true)
    expect(box.textContent).toContain(text.replace(/^(- |1\. )/, '').replaceAll('**', ''))
  })

  it('stays quick on long hostile text', () => {
    const started = performance.now()
    renderMarkdown(`${'*'.repeat(50_000)}\n${'1.'.repeat(50_000)}\n${' '.repeat(50_000)}x`)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('plainLine', () => {
  it('drops the marks', () => expect(plainLine('**账单**\n- 一\n- 二')).toBe('账单 一 二'))
})
