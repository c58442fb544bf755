/** The entrance of the stand-in: who is signed in, and what is still to do for it. */
import type { Me, NextStep, PresenceState } from '../api/wire.ts'

export interface Answer { status: number, body: unknown }

export interface Body {
  username?: string
  password?: string
  state?: PresenceState
  ticket?: string
  code?: string
  client_id?: string
  text?: string
  reason?: string | null
  to?: string | null
  confirmed?: string[]
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const refused = (status: number, error: string, params: object = {}): Answer =>
  ({ status, body: { error, params } })

export const accounts = [{ username: 'demo-agent', password: 'demo-agent', name: '演示客服' }]
export const me: Me = {
  staff: { id: 's1', username: 'demo-agent', name: '林静', post: 'online_agent' },
  csrf: 'token', demo: true, brand: '小桥金融',
}

export class Entrance {
  isSignedIn = false
  /** What is still to do after the password, in this order. */
  stepsToDo: NextStep['step'][] = []

  protected signIn({ username, password }: Body): Answer {
    if (username !== accounts[0]?.username || password !== accounts[0]?.password) return refused(401, 'SignInRefused')
    return this.admit()
  }

  protected admit(more: object = {}): Answer {
    const [step] = this.stepsToDo
    if (step) return ok({ step, ticket: `to ${step}` })
    this.isSignedIn = true
    return ok({ ...me, ...more })
  }

  protected goOn(path: string, { ticket, code, password }: Body): Answer {
    const [step] = this.stepsToDo
    if (!step || ticket !== `to ${step}`) return refused(401, 'StepOver')
    if (path === 'staff/sign-in/enrol') return ok({ secret: 'JBSWY3DP', uri: 'otpauth://totp/', picture: 'data:image/svg+xml,' })
    if (step === 'password' ? (password ?? '').length < 12 : code !== '123456') {
      return step === 'password' ? refused(422, 'PasswordTooWeak') : refused(401, 'CodeRefused')
    }
    this.stepsToDo = this.stepsToDo.slice(1)
    return this.admit(step === 'enrol' ? { recovery_codes: ['abcde-fghjk', 'mnpqr-stvwx'] } : {})
  }

  protected signOut(): Answer {
    this.isSignedIn = false
    return ok({})
  }
}
