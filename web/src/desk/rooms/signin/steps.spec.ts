import { cleanup, fireEvent } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { DeskHouse } from '../../testing/house.ts'
import { visit } from '../../testing/visit.ts'
import { cameBack } from './cameBack.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

describe('signing in with more than a password', () => {
  it('goes on with a new password, then a code, and is sent back by a ticket that is over', async () => {
    const house = new DeskHouse({ mine: 1 })
    house.stepsToDo = ['code', 'password']
    const screen = await visit(house, { path: '/work/c0', signedIn: false })
    await fireEvent.click(await screen.findByRole('button', { name: /演示客服/ }))
    await fireEvent.click(screen.getByRole('button', { name: '登录' }))
    await fireEvent.update(await screen.findByLabelText('动态验证码'), '000000')
    await fireEvent.click(screen.getByRole('button', { name: '继续' }))
    expect((await screen.findByRole('alert')).textContent).toContain('验证码不正确')

    await fireEvent.update(screen.getByLabelText('动态验证码'), '123456')
    await fireEvent.click(screen.getByRole('button', { name: '继续' }))
    house.stepsToDo = ['code']
    await fireEvent.update(await screen.findByLabelText('新密码'), 'a new long password')
    await fireEvent.click(screen.getByRole('button', { name: '继续' }))
    expect((await screen.findByRole('alert')).textContent).toContain('已超时')

    house.stepsToDo = []
    await fireEvent.click(await screen.findByRole('button', { name: /演示客服/ }))
    await fireEvent.click(screen.getByRole('button', { name: '登录' }))
    await screen.findByRole('log')
  })

  it('sets codes up, shows the recovery codes once, and then opens the desk', async () => {
    const house = new DeskHouse({ mine: 1 })
    house.stepsToDo = ['enrol']
    const screen = await visit(house, { path: '/work/c0', signedIn: false })
    await fireEvent.click(await screen.findByRole('button', { name: /演示客服/ }))
    await fireEvent.click(screen.getByRole('button', { name: '登录' }))
    await screen.findByRole('img', { name: '身份验证器二维码' })
    screen.getByText('JBSWY3DP')
    await fireEvent.update(screen.getByLabelText('验证器显示的 6 位数字'), '123456')
    await fireEvent.click(screen.getByRole('button', { name: '继续' }))
    await screen.findByText('abcde-fghjk')
    expect(screen.queryByRole('log')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: /进入工作台/ }))
    await screen.findByRole('log')
  })

  it('offers the identity provider, and takes up what it left to do or says that it refused', async () => {
    const house = new DeskHouse({ mine: 1 })
    house.sso = '行内账号'
    house.stepsToDo = ['code']
    const refused = await visit(house, { path: '/sign-in?refused=SsoRefused&back=/work/c0', signedIn: false })
    expect((await refused.findByRole('alert')).textContent).toContain('单点登录没有通过')
    expect(refused.getByRole('link', { name: '使用 行内账号 登录' }).getAttribute('href')).toBe(
      '/api/v1/staff/sso?back=%2Fwork%2Fc0',
    )
    cleanup()
    const screen = await visit(house, { path: '/sign-in?back=/work/c0#step=code&ticket=to+code', signedIn: false })
    await fireEvent.update(await screen.findByLabelText('动态验证码'), '123456')
    expect(screen.router.currentRoute.value.hash).toBe('')
    await fireEvent.click(screen.getByRole('button', { name: '继续' }))
    await screen.findByRole('log')
  })
})

describe('the address of whoever comes back', () => {
  it('names a step of ours and a refusal, and nothing else', () => {
    expect(cameBack('#step=enrol&ticket=abc', undefined)).toEqual({ step: { step: 'enrol', ticket: 'abc' }, refused: '' })
    expect(cameBack('#step=desk&ticket=abc', 'SsoRefused')).toEqual({ step: null, refused: 'SsoRefused' })
    expect(cameBack('#step=code', '<b>')).toEqual({ step: null, refused: '' })
    expect(cameBack('', ['a'])).toEqual({ step: null, refused: '' })
  })
})
