import { describe, expect, it } from 'vitest'
import css from './tokens.css?inline'
import { dark, light, type Colours } from './tokens.ts'

const blocks = css.split(/\scolor-scheme:/).slice(1)
const declared = (block: string | undefined) =>
  Object.fromEntries([...(block ?? '').matchAll(/--([a-z\d-]+): (#[\da-f]{6})/g)].map(([, name, value]) => [
    (name ?? '').replace(/-([a-z\d])/g, (_, letter: string) => letter.toUpperCase()), value,
  ]))

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = parseInt(colour.slice(start, start + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (bright + 0.05) / (dim + 0.05)
}

const onPapers = ['ink', 'ink2', 'ink3', 'bridge', 'aiInk', 'human', 'emergency', 'complaint', 'care', 'due', 'ok'] as const
const readable: [keyof Colours, keyof Colours][] = [
  ...onPapers.flatMap((ink): [keyof Colours, keyof Colours][] => [[ink, 'paper'], [ink, 'paper2']]),
  ['ink', 'paper3'], ['ink2', 'paper3'],
  ['onBridge', 'bridgeFill'], ['bridge', 'bridgeSoft'], ['aiInk', 'aiSoft'], ['ink', 'aiSoft'], ['ink2', 'aiSoft'],
  ['human', 'humanSoft'], ['ink', 'humanSoft'], ['ink2', 'humanSoft'], ['emergency', 'emergencySoft'],
  ['complaint', 'complaintSoft'], ['care', 'careSoft'], ['due', 'dueSoft'], ['ok', 'okSoft'],
]

describe('tokens', () => {
  it('are the same in the style sheet and in code', () => {
    expect(blocks.map(declared)).toEqual([light, dark, dark])
  })

  it.each(readable)('%s is readable on %s in both modes', (ink, paper) => {
    for (const colours of [light, dark]) expect(contrast(colours[ink], colours[paper])).toBeGreaterThanOrEqual(4.5)
  })

  it.each([light, dark])('has control edges that stand out from their paper', (colours) => {
    expect(contrast(colours.lineStrong, colours.paper)).toBeGreaterThanOrEqual(3)
    expect(contrast(colours.ai, colours.paper)).toBeGreaterThanOrEqual(3)
  })
})
