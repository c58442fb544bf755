import { describe, expect, it } from 'vitest'
import type { Matrix, Sight } from '../../api/accessWire.ts'
import { cellKey, cellsOf, questionIn, searched } from './table.ts'

const both = (zh: string, en: string) => ({ zh, en })
const sight = (field: string, right: Sight['right'], change: Partial<Sight> = {}): Sight => ({
  post: 'phone_agent', field, right, form: null, rule: `r-${right}`, step_up: false, scope: 'own', purposes: ['service'], note: '',
  ...change,
})
const matrix: Matrix = {
  posts: [
    { id: 'phone_agent', name: both('电话客服', 'Phone agent'), about: both('', ''), duties: [] },
    { id: 'dpo_auditor', name: both('个保与审计', 'Data protection auditor'), about: both('', ''), duties: [] },
  ],
  groups: {}, rights: {}, forms: {}, scopes: {}, signed_by: [],
  fields: [
    { id: 'bank_card', group: 'g', class: 'C2', mask: 'bank_card', name: both('银行卡', 'Bank card') },
    { id: 'id_number', group: 'g', class: 'C2', mask: 'id_number', name: both('身份证号', 'ID number') },
  ],
  purposes: [],
  grants: [
    sight('bank_card', 'masked'), sight('bank_card', 'full', { purposes: ['fraud'], step_up: true }),
    sight('id_number', 'partial', { form: 'match', purposes: ['identity_check'] }),
    sight('address', 'none', { purposes: ['service', 'fraud'] }),
  ],
}

describe('the table', () => {
  it('shows the largest right of a cell with every rule that gives something', () => {
    const cell = cellsOf(matrix, '').get(cellKey('phone_agent', 'bank_card'))
    expect(cell).toMatchObject({ right: 'full', step_up: true })
    expect(cell?.sights.map(({ rule }) => rule)).toEqual(['r-full', 'r-masked'])
  })

  it('knows the purpose', () => {
    const cells = cellsOf(matrix, 'service')
    expect(cells.get(cellKey('phone_agent', 'bank_card'))).toMatchObject({ right: 'masked', step_up: false })
    expect(cells.has(cellKey('phone_agent', 'id_number'))).toBe(false)
  })

  it('gives nothing where a row forbids', () => {
    expect(cellsOf(matrix, '').has(cellKey('phone_agent', 'address'))).toBe(false)
  })
})

it.each([['银行', ['bank_card'], []], ['BANK card', ['bank_card'], []], ['phone_agent', [], ['phone_agent']], ['审计', [], ['dpo_auditor']]])(
  '%s is searched in both languages and by id', (words, fields, posts) => {
    const found = searched(matrix, words)
    expect([found.fields.map(({ id }) => id), found.posts.map(({ id }) => id)]).toEqual([fields, posts])
  })

it('finds the question in the address', () => {
  expect([{ field: 'phone' }, { post: 'bot' }, {}, { field: '' }, { field: ['a'] }].map(questionIn)).toEqual([
    { kind: 'field', id: 'phone' }, { kind: 'post', id: 'bot' }, null, null, null,
  ])
})
