import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { fetchSkilled, setProfile, type Profile, type Skilled, type SkilledAgent } from '../../../api/skills.ts'
import { useAct, useSentence } from '../../../base/useAct.ts'
import { wishOf } from './skills.ts'

const LOOK_EVERY_MS = 15_000
const queryKey = ['skills']

/** What was changed last, so that it can be told and taken back. */
export interface Change { agent: string, name: string, before: Profile, after: Profile, isUndone: boolean }

const profileOf = ({ skills, capacity, usual }: Profile): Profile => ({ skills, capacity, usual })

/** What everybody can; changes are kept one after the other, in the order in which they were made. */
export function useSkills() {
  const cache = useQueryClient()
  const sentence = useSentence()
  const { data, isPending, error, refetch } = useQuery({
    queryKey, queryFn: fetchSkilled, staleTime: 0, refetchInterval: LOOK_EVERY_MS,
  })
  const { refusal, act } = useAct()
  const last = ref<Change | null>(null)
  let turn: Promise<unknown> = Promise.resolve()

  function keep(id: string, changed: (now: SkilledAgent) => Profile, isUndone = false): Promise<boolean> {
    const done = turn.then(() => act(async () => {
      const now = cache.getQueryData<Skilled>(queryKey)?.agents.find((one) => one.id === id)
      if (!now) return
      const after = await setProfile(id, wishOf(changed(now)))
      last.value = { agent: id, name: now.name, before: profileOf(now), after, isUndone }
      cache.setQueryData<Skilled>(queryKey, (old) => old && {
        ...old, agents: old.agents.map((one) => one.id === id ? { ...one, ...after } : one),
      })
    }))
    turn = done
    return done
  }

  async function undo(): Promise<void> {
    const { value: change } = last
    if (change) await keep(change.agent, () => change.before, true)
  }

  return { data, isPending, error, refetch, refusal, sentence, last, keep, undo }
}
