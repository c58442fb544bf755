import { inject, provide, type InjectionKey } from 'vue'

type ToFront = () => Promise<void>
const key: InjectionKey<ToFront> = Symbol('front')

/** The pane says how it brings the page of what is in hand to the front. */
export const provideFront = (toFront: ToFront): void => provide(key, toFront)

/** For a card whose key is pressed while another page of the pane is in front. */
export const useFront = (): ToFront => inject(key, () => Promise.resolve())
