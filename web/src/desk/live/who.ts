import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import * as calls from '../api/calls.ts'
import { asRefused, session, type Refused } from '../api/http.ts'
import type { Arrival, Me, NextStep, Page } from '../api/wire.ts'
import { releaseAll } from './holding.ts'
import { forgetWriting } from './writing.ts'

/** With the name of the post in both languages, where the server says it. */
export interface DemoAccount { username: string, password: string, name: string, zh?: string, en?: string }
export interface House { brand: string, demo: boolean, accounts: DemoAccount[], sso: string | null }

/** Who sits at this desk, as far as the server has said. */
export const useWho = defineStore('who', () => {
  const me = shallowRef<Me | null>(null)
  const state = ref<'unknown' | 'in' | 'out' | 'unreachable'>('unknown')
  const expired = ref(false)
  const house = shallowRef<House>({ brand: '', demo: false, accounts: [], sso: null })

  session.onLost = (refused) => {
    house.value = { ...house.value, ...houseTold(refused) }
    if (state.value === 'in') expired.value = true
    leave()
  }

  function enter(known: Me): void {
    me.value = known
    house.value = { ...house.value, brand: known.brand, demo: known.demo }
    session.csrf = known.csrf
    state.value = 'in'
    expired.value = false
  }

  function leave(): void {
    me.value = null
    session.csrf = ''
    state.value = 'out'
  }

  async function look(): Promise<void> {
    try {
      enter(await calls.fetchMe())
    } catch (error) {
      if (asRefused(error).error !== 'NotSignedIn' && state.value === 'unknown') state.value = 'unreachable'
    }
  }

  /** Lets her in; where something is still to do, says what. */
  function admit(arrival: Arrival): NextStep | null {
    if (!('staff' in arrival)) return arrival
    forgetWriting({ except: arrival.staff.id })
    enter(arrival)
    return null
  }

  /** What she sent has gone; nothing of what she wrote stays on a computer others use too. */
  async function signOut(): Promise<void> {
    await releaseAll()
    await calls.signOut()
    forgetWriting({ except: null })
    expired.value = false
    leave()
  }

  const pages = computed<Page[]>(() => me.value?.pages ?? ['work'])
  const may = (act: string) => me.value?.may?.includes(act) ?? false

  return {
    me, state, expired, house, look, admit, signOut, pages, may, staffId: computed(() => me.value?.staff.id ?? ''),
  }
})

/** The refusal to strangers may say whose house this is, and in a demo who may try it. */
function houseTold({ params }: Refused): Partial<House> {
  return {
    ...(typeof params['brand'] === 'string' ? { brand: params['brand'] } : {}),
    ...(typeof params['sso'] === 'string' ? { sso: params['sso'] } : {}),
    ...(params['demo'] === true ? { demo: true } : {}),
    ...(Array.isArray(params['accounts']) ? { accounts: params['accounts'].filter(isAccount) } : {}),
  }
}

function isAccount(told: unknown): told is DemoAccount {
  const { username, password } = (told ?? {}) as Partial<DemoAccount>
  return typeof username === 'string' && typeof password === 'string'
}
